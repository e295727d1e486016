package dev.hangup.diagnosis.chain;

import dev.hangup.config.HopEnd;
import dev.hangup.config.Role;
import dev.hangup.config.Setting;
import dev.hangup.config.SettingKind;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.regex.Pattern;

/**
 * A request that has reached a server may have been carried out, so only methods that may be repeated are sent again (RFC 9110,
 * section 9.2.2). Conditions that are met after the request was sent send a POST twice.
 */
final class RetryResendsPost implements Rule {
    /** Per software the conditions that do not ask for the method. */
    private static final Map<String, Pattern> AFTER_SENDING = Map.of(
            "nginx", Pattern.compile("\\bnon_idempotent\\b"),
            "ingress-nginx", Pattern.compile("\\bnon_idempotent\\b|^true$"),
            "haproxy",
                    Pattern.compile(
                            "\\b(?:all-retryable-errors|empty-response|junk-response|response-timeout|0rtt-rejected)\\b"),
            "envoy", Pattern.compile("(?:^|[,\\s])(?:5xx|gateway-error|reset|http3-post-connect-failure)(?=$|[,\\s])"),
            "istio", Pattern.compile("(?:^|[,\\s])(?:5xx|gateway-error|reset)(?=$|[,\\s])"));

    @Override
    public String name() {
        return "retry-resends-post";
    }

    @Override
    public String summary() {
        return "a failed POST is sent again, although it may have been carried out";
    }

    @Override
    public void check(Chain chain, Consumer<Weakness> found) {
        for (HopEnd end : chain.ends()) {
            Setting retryOn = end.setting(SettingKind.RETRY_ON);
            Setting tries = end.setting(SettingKind.RETRIES);
            Pattern dangerous = AFTER_SENDING.get(end.software());
            boolean isOn = tries == null || tries.amount() != 0;
            if (end.role() == Role.CLIENT
                    && retryOn != null
                    && dangerous != null
                    && isOn
                    && end.setting(SettingKind.RETRY_GUARD) == null
                    && dangerous.matcher(retryOn.value()).find()) {
                found.accept(weakness(end, retryOn));
            }
        }
    }

    private Weakness weakness(HopEnd end, Setting retryOn) {
        String message = retryOn.text() + " (" + retryOn.place()
                + "): requests of every method are tried again after they were sent, so a POST may be carried out twice";
        Remedy remedy = switch (end.software()) {
            case "nginx" ->
                Fixes.replace(
                        retryOn,
                        retryOn.value()
                                .replaceAll("\\s*\\bnon_idempotent\\b", "")
                                .strip(),
                        "leave out non_idempotent");
            case "haproxy" ->
                Fixes.insert(
                        end,
                        SettingKind.UPSTREAM,
                        "http-request disable-l7-retry if METH_POST",
                        "try again only what may be repeated");
            default ->
                new Remedy(
                        "retry only on what happens before a request is sent",
                        List.of("connect-failure,refused-stream,reset-before-request"),
                        List.of());
        };
        return new Weakness(
                name(),
                Severity.WARNING,
                message,
                end.text(),
                List.of(end),
                List.of(new Limit(retryOn.amount(), retryOn, null)),
                List.of(remedy));
    }
}
