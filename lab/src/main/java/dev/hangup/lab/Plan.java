package dev.hangup.lab;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * What the plain-sockets client does ({@code programs/client.py}): connections, each on a thread of its own, each a list of
 * steps.
 */
public final class Plan {
    /** The role of connections in which something is to fail. */
    public static final String VICTIM = "victim";

    /** The role of connections that must get all they ask for. */
    public static final String HEALTHY = "healthy";

    private final String source;
    private final List<Job> jobs = new ArrayList<>();

    Plan(String source) {
        this.source = source;
    }

    /** A connection in which something is to fail. */
    public Job victim(Service service) {
        return add(VICTIM, service.address(), service.port());
    }

    /** A connection in which something is to fail, to whatever listens or does not. */
    public Job victim(String address, int port) {
        return add(VICTIM, address, port);
    }

    /** A connection that must get all it asks for. */
    public Job healthy(Service service) {
        return add(HEALTHY, service.address(), service.port());
    }

    private Job add(String role, String address, int port) {
        Job job = new Job(role, address, port);
        jobs.add(job);
        return job;
    }

    /** Whether there is nothing to do. */
    boolean isEmpty() {
        return jobs.isEmpty();
    }

    /** How many of its connections must get all they ask for. */
    long healthy() {
        return jobs.stream().filter(job -> job.role.equals(HEALTHY)).count();
    }

    /** The plan as the client reads it. */
    String text() {
        StringBuilder text = new StringBuilder();
        for (Job job : jobs) {
            text.append(String.join(
                            "\t",
                            job.role,
                            seconds(job.start),
                            job.source.isEmpty() ? source : job.source,
                            job.address,
                            Integer.toString(job.port),
                            job.tls,
                            seconds(job.timeout),
                            String.join("|", job.steps)))
                    .append('\n');
        }
        return text.toString();
    }

    private static String seconds(Duration time) {
        return String.format(Locale.ROOT, "%.6f", time.toNanos() / 1e9);
    }

    /** One connection. */
    public static final class Job {
        private final String role;
        private final String address;
        private final int port;
        private final List<String> steps = new ArrayList<>();
        private Duration start = Duration.ZERO;
        private Duration timeout = Duration.ofSeconds(5);
        private String tls = "-";
        private String source = "";

        private Job(String role, String address, int port) {
            this.role = role;
            this.address = address;
            this.port = port;
        }

        /** Begins so long after the client was started. */
        public Job after(Duration time) {
            start = time;
            return this;
        }

        /** Connects from {@code address}, another one of the client's. */
        public Job from(String address) {
            source = address;
            return this;
        }

        /** Waits so long for whatever it waits for (5 s). */
        public Job patience(Duration time) {
            timeout = time;
            return this;
        }

        /** Speaks TLS, of whatever version both have. */
        public Job tls() {
            tls = "lab.test";
            return this;
        }

        /** Speaks TLS if {@code wanted}. */
        public Job tls(boolean wanted) {
            return wanted ? tls() : this;
        }

        /** Speaks TLS 1.2 at most. */
        public Job tls12() {
            tls = "max12:lab.test";
            return this;
        }

        /** Speaks TLS and believes no certificate of the lab. */
        public Job tlsThatVerifies() {
            tls = "verify:lab.test";
            return this;
        }

        /** Sends a GET and reads the answer. */
        public Job get(String path) {
            return step("get " + path);
        }

        /** Sends a HEAD and reads the answer. */
        public Job head(String path) {
            return step("head " + path);
        }

        /** Sends a POST with a body of {@code bytes} and reads the answer. */
        public Job post(String path, int bytes) {
            return step("post " + path + " " + bytes);
        }

        /** Does nothing for {@code time}. */
        public Job idle(Duration time) {
            return step("wait " + seconds(time));
        }

        /** Any other step of {@code client.py}: {@code send get /}, {@code read}, {@code abort}, {@code half} ... */
        public Job step(String step) {
            steps.add(step);
            return this;
        }
    }

    /**
     * How one connection went.
     *
     * @param role of the job
     * @param local the client's endpoint, as {@link dev.hangup.Endpoint} prints it; {@value #UNKNOWN} where the client does not
     *     tell, or never had one
     * @param outcome {@code ok}, or how it failed: refused, timeout, reset, eof, broken-pipe, status-408 ...
     * @param step the number of the step at which it ended, from 1
     * @param finSeen whether the peer's FIN had arrived before the last request was sent
     * @param untilEof how long the peer took to close while the client waited for that; zero if it did not wait
     */
    public record Result(String role, String local, String outcome, int step, boolean finSeen, Duration untilEof) {
        private static final String UNKNOWN = "-";

        static Result parse(String line) {
            String[] fields = line.split("\t");
            if (fields.length != 6) {
                throw new LabException("the client printed a line that is no result: " + line);
            }
            return new Result(
                    fields[0],
                    fields[1],
                    fields[2],
                    Integer.parseInt(fields[3]),
                    fields[4].equals("1"),
                    Duration.ofNanos((long) (Double.parseDouble(fields[5]) * 1e9)));
        }

        /** Whether it is known from where it came. */
        boolean isLocalKnown() {
            return !local.equals(UNKNOWN);
        }

        /** Whether it got all it asked for. */
        public boolean isOk() {
            return outcome.equals("ok");
        }
    }
}
