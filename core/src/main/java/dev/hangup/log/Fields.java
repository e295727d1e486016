package dev.hangup.log;

import dev.hangup.Endpoint;
import java.time.Duration;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The named fields of an application's log entry, whatever its format, by the names that logging libraries and people give
 * them. Case, {@code _}, {@code -}, {@code @} and dots make no difference.
 */
final class Fields {
    /** What a field tells. */
    private enum Role {
        TIME,
        LEVEL,
        SERVICE,
        INSTANCE,
        MESSAGE,
        ERROR,
        /** A part of a structured error: Node's {@code code}, {@code errno}, {@code syscall}. */
        DETAIL,
        STACK,
        TRANSACTION,
        PEER,
        UPSTREAM,
        REMOTE,
        REMOTE_PORT,
        LOCAL,
        CLIENT,
        METHOD,
        TARGET,
        STATUS,
        DURATION
    }

    /** The best name of a role stands first. */
    private static final Map<Role, List<String>> NAMES = new EnumMap<>(Map.ofEntries(
            Map.entry(
                    Role.TIME,
                    List.of("timestamp", "time", "ts", "t", "datetime", "date", "asctime", "eventtime", "timemillis")),
            Map.entry(Role.LEVEL, List.of("level", "severity", "loglevel", "levelname", "lvl", "severitytext")),
            Map.entry(
                    Role.SERVICE,
                    List.of(
                            "service",
                            "servicename",
                            "application",
                            "applicationname",
                            "app",
                            "appname",
                            "springapplicationname",
                            "kuberneteslabelsapp",
                            "kuberneteslabelsappkubernetesioname",
                            "kubernetescontainername",
                            "containername",
                            "loggername",
                            "logger",
                            "loglogger",
                            "name")),
            Map.entry(
                    Role.INSTANCE,
                    List.of(
                            "instance",
                            "serviceinstanceid",
                            "pod",
                            "podname",
                            "kubernetespodname",
                            "k8spodname",
                            "hostname",
                            "host",
                            "servicenodename")),
            Map.entry(Role.MESSAGE, List.of("message", "msg", "log", "body", "event")),
            Map.entry(
                    Role.ERROR,
                    List.of(
                            "error",
                            "err",
                            "exception",
                            "errormessage",
                            "errmessage",
                            "exceptionmessage",
                            "exceptionexceptionmessage",
                            "throwable",
                            "thrownmessage",
                            "errorcause",
                            "errcausemessage",
                            "errorcausemessage",
                            "cause",
                            "reason",
                            "errors",
                            "errorverbose",
                            "excinfo")),
            Map.entry(
                    Role.DETAIL,
                    List.of(
                            "errorcode",
                            "errcode",
                            "errcausecode",
                            "errorcausecode",
                            "code",
                            "errorerrno",
                            "errerrno",
                            "errno",
                            "errorsyscall",
                            "errsyscall",
                            "syscall",
                            "errortype",
                            "errtype",
                            "exceptionclass",
                            "exceptionexceptionclass",
                            "exceptiontype",
                            "reusedsocket")),
            Map.entry(
                    Role.STACK,
                    List.of(
                            "stacktrace",
                            "stack",
                            "exceptionstacktrace",
                            "exceptionexceptionstacktrace",
                            "errorstacktrace",
                            "errorstack",
                            "errstack",
                            "errcausestack",
                            "thrownextendedstacktrace",
                            "traceback")),
            Map.entry(
                    Role.TRANSACTION,
                    List.of(
                            "transactionid",
                            "requestid",
                            "xrequestid",
                            "reqid",
                            "httprequestid",
                            "correlationid",
                            "xcorrelationid",
                            "traceid",
                            "ddtraceid",
                            "tracetransactionid",
                            "traceparent")),
            Map.entry(Role.PEER, List.of("peer", "peerservice", "peername", "netpeername", "serveraddress")),
            Map.entry(
                    Role.UPSTREAM,
                    List.of(
                            "upstream",
                            "upstreamservice",
                            "target",
                            "targetservice",
                            "downstream",
                            "downstreamservice",
                            "destination",
                            "remoteservice",
                            "backend")),
            Map.entry(
                    Role.REMOTE,
                    List.of(
                            "remoteaddress",
                            "remoteaddr",
                            "peeraddress",
                            "upstreamaddr",
                            "upstreamaddress",
                            "netsockpeeraddr",
                            "remoteip",
                            "remote",
                            "erraddress",
                            "erroraddress")),
            Map.entry(
                    Role.REMOTE_PORT,
                    List.of("remoteport", "peerport", "netpeerport", "serverport", "errport", "errorport")),
            Map.entry(Role.LOCAL, List.of("localaddress", "localaddr")),
            Map.entry(Role.CLIENT, List.of("clientaddress", "clientaddr", "client", "reqremoteaddress")),
            Map.entry(Role.METHOD, List.of("method", "httpmethod", "httprequestmethod", "requestmethod", "reqmethod")),
            Map.entry(
                    Role.TARGET,
                    List.of(
                            "path",
                            "urlpath",
                            "httptarget",
                            "requestpath",
                            "uri",
                            "requesturi",
                            "url",
                            "httpurl",
                            "urlfull",
                            "requesturl",
                            "requrl")),
            Map.entry(
                    Role.STATUS,
                    List.of(
                            "status",
                            "statuscode",
                            "httpstatus",
                            "httpstatuscode",
                            "httpresponsestatuscode",
                            "resstatuscode")),
            Map.entry(
                    Role.DURATION,
                    List.of(
                            "duration",
                            "elapsed",
                            "latency",
                            "took",
                            "responsetime",
                            "requesttime",
                            "eventduration"))));

    /** Objects that libraries put all of their user's fields into; their names say nothing. */
    private static final Set<String> WRAPPERS = Set.of(
            "mdc",
            "fields",
            "context",
            "contextmap",
            "ctx",
            "attributes",
            "data",
            "extra",
            "labels",
            "resource",
            "resourceattributes",
            "jsonpayload",
            "properties",
            "record");

    private static final List<String> UNITS = List.of(
            "milliseconds",
            "millis",
            "ms",
            "microseconds",
            "micros",
            "us",
            "nanoseconds",
            "nanos",
            "ns",
            "seconds",
            "sec");

    /** Fields whose unit the library fixes: pino-http in milliseconds, ECS in nanoseconds. */
    private static final Map<String, String> FIXED_UNITS = Map.of("responsetime", "ms", "eventduration", "ns");

    private static final Map<String, Ranked> ROLES = ranked();
    private static final Set<Role> ENTRY = EnumSet.of(Role.TIME, Role.MESSAGE, Role.ERROR, Role.STACK);
    private static final int LONGEST_NAME = 200;
    private static final int TRACE_ID_DIGITS = 32;

    /** @param rank the lower, the better the name */
    private record Ranked(Role role, int rank) {}

    private record Value(String text, int rank, String unit) {}

    private final Map<Role, Value> values = new EnumMap<>(Role.class);
    private final StringBuilder details = new StringBuilder();

    private static Map<String, Ranked> ranked() {
        Map<String, Ranked> roles = new TreeMap<>();
        NAMES.forEach((role, names) -> {
            for (int i = 0; i < names.size(); i++) {
                roles.put(names.get(i), new Ranked(role, i));
            }
        });
        return roles;
    }

    static Fields of(Map<String, String> named) {
        Fields fields = new Fields();
        named.forEach(fields::put);
        return fields;
    }

    /** Whether {@code name} is one that tells something here. */
    static boolean isKnown(String name) {
        return ROLES.containsKey(letters(name));
    }

    void put(String name, String value) {
        String unit = "";
        Ranked known = role(name);
        if (known == null) {
            String letters = letters(name);
            String its = UNITS.stream().filter(letters::endsWith).findFirst().orElse("");
            boolean isSeconds = its.isEmpty() && name.endsWith("_s");
            known = its.isEmpty() && !isSeconds
                    ? null
                    : role(letters.substring(0, letters.length() - (isSeconds ? 1 : its.length())));
            if (known == null || known.role != Role.DURATION) {
                return;
            }
            unit = isSeconds || its.equals("sec") ? "s" : its;
        }
        if (value.isBlank()) {
            return;
        }
        if (known.role == Role.DETAIL) {
            details.append(name.substring(name.lastIndexOf('.') + 1))
                    .append(": ")
                    .append(value)
                    .append('\n');
            return;
        }
        Value present = values.get(known.role);
        if (present == null || known.rank < present.rank) {
            values.put(
                    known.role,
                    new Value(value, known.rank, unit.isEmpty() ? FIXED_UNITS.getOrDefault(letters(name), "") : unit));
        } else if (known.role == Role.ERROR || known.role == Role.STACK) {
            values.put(known.role, new Value(present.text + "\n" + value, present.rank, ""));
        }
    }

    private static @Nullable Ranked role(String name) {
        Ranked role = ROLES.get(letters(name));
        int dot = name.indexOf('.');
        boolean wrapped = role == null && dot > 0 && WRAPPERS.contains(letters(name.substring(0, dot)));
        return wrapped ? role(name.substring(dot + 1)) : role;
    }

    private static String letters(String name) {
        StringBuilder letters = new StringBuilder();
        for (int i = 0; i < name.length() && i < LONGEST_NAME; i++) {
            if (Character.isLetterOrDigit(name.charAt(i))) {
                letters.append(Character.toLowerCase(name.charAt(i)));
            }
        }
        return letters.toString();
    }

    private String text(Role role) {
        Value value = values.get(role);
        return value == null ? "" : value.text;
    }

    private static String shortened(String name) {
        return name.length() <= LONGEST_NAME ? name : name.substring(0, LONGEST_NAME);
    }

    /** Whether they have what only an entry of a log has: a time, a message or an error. */
    boolean areOfAnEntry() {
        return ENTRY.stream().anyMatch(values::containsKey);
    }

    /** Tells of the failure that message, error and stack trace speak of, if any; {@code before} is the time that stands before the fields. */
    void tell(LogEntry entry, @Nullable LogTime before, Consumer<LogEvent> events) {
        Meaning meaning = Messages.of(text(Role.MESSAGE) + "\n" + text(Role.ERROR) + "\n" + details + text(Role.STACK));
        boolean isRemark = Level.isRemark(text(Role.LEVEL))
                && !meaning.namesPeer()
                && text(Role.STACK).isEmpty()
                && text(Role.ERROR).isEmpty();
        if (!meaning.symptom().isFailure() || isRemark) {
            return;
        }
        LogEvent.Builder event = entry.event(LogSource.APPLICATION);
        meaning.tell(event);
        LogTime time = time();
        if (time != null || before != null) {
            event.time(time != null ? time : before);
        }
        event.service(shortened(text(Role.SERVICE)))
                .instance(shortened(text(Role.INSTANCE)))
                .transaction(transaction());
        tellParties(event, meaning);
        tellRequest(event, meaning);
        events.accept(event.build());
    }

    private @Nullable LogTime time() {
        String text = text(Role.TIME);
        LogTime time = LogTimes.find(text);
        return time != null ? time : LogTimes.epoch(text);
    }

    /** Of a {@code traceparent} (W3C Trace Context) the trace's id, which is what other logs have. */
    private String transaction() {
        String id = text(Role.TRANSACTION);
        boolean isTraceParent = id.length() == 55 && id.charAt(2) == '-' && id.charAt(3 + TRACE_ID_DIGITS) == '-';
        return isTraceParent ? id.substring(3, 3 + TRACE_ID_DIGITS) : shortened(id);
    }

    private void tellParties(LogEvent.Builder event, Meaning meaning) {
        String address = text(Role.REMOTE);
        Endpoint remote = endpoint(address, text(Role.REMOTE_PORT));
        Endpoint itsRemote = meaning.remote() != null ? meaning.remote() : remote;
        Endpoint local = endpoint(text(Role.LOCAL), "");
        Endpoint client = endpoint(text(Role.CLIENT), "");
        String upstream = text(Role.UPSTREAM);
        String peer = !text(Role.PEER).isEmpty() ? text(Role.PEER) : upstream;
        Peer with = meaning.peer() == Peer.UNKNOWN && !upstream.isEmpty() ? Peer.SERVER : meaning.peer();
        event.what(meaning.symptom(), meaning.phase(), with)
                .remote(itsRemote)
                .local(meaning.local() != null ? meaning.local() : local)
                .client(client != null ? client : with == Peer.CLIENT ? itsRemote : null)
                .peerName(
                        peer.isEmpty()
                                ? meaning.peerName().isEmpty() ? name(address) : meaning.peerName()
                                : name(peer));
    }

    /** A neighbour's name, without a URL's user, path and query. */
    private static String name(String text) {
        String name = HostPort.ofUrl(text);
        return shortened(name.substring(name.lastIndexOf('@') + 1));
    }

    private static @Nullable Endpoint endpoint(String text, String port) {
        String address = text.startsWith("/") ? text.substring(1) : text;
        boolean isBareIpv6 = !port.isEmpty() && address.indexOf(':') >= 0 && !address.startsWith("[");
        String host = isBareIpv6 ? "[" + address + "]" : address;
        Endpoint endpoint = HostPort.endpoint(port.isEmpty() ? host : host + ":" + port);
        return endpoint == null || endpoint.port() == 0 ? null : endpoint;
    }

    private void tellRequest(LogEvent.Builder event, Meaning meaning) {
        String target = text(Role.TARGET);
        int scheme = target.indexOf("://");
        int slash = scheme < 0 ? 0 : target.indexOf('/', scheme + 3);
        String path = target.isEmpty() ? meaning.path() : slash < 0 ? "" : withoutParameters(target.substring(slash));
        String method = text(Role.METHOD);
        event.request(method.matches("[A-Za-z]{1,20}") ? method.toUpperCase(Locale.ROOT) : "", path);
        String status = text(Role.STATUS);
        if (status.matches("[1-5]\\d\\d")) {
            event.status(Integer.parseInt(status));
        }
        Duration duration = duration();
        if (duration != null) {
            event.duration(duration);
        }
    }

    private static String withoutParameters(String target) {
        int end = 0;
        while (end < target.length() && end < LONGEST_NAME && "?;# ".indexOf(target.charAt(end)) < 0) {
            end++;
        }
        return target.substring(0, end);
    }

    /** Null where the unit is not said: {@code duration: 12} may be seconds as well as milliseconds. */
    private @Nullable Duration duration() {
        Value value = values.get(Role.DURATION);
        if (value == null) {
            return null;
        }
        String text = value.text.strip().toLowerCase(Locale.ROOT);
        int end = 0;
        while (end < text.length() && (Character.isDigit(text.charAt(end)) || text.charAt(end) == '.')) {
            end++;
        }
        String unit = text.substring(end).strip();
        return Spans.of(text.substring(0, end), unit.isEmpty() ? value.unit : unit);
    }
}
