package dev.hangup.lab;

import java.time.Duration;

/**
 * Healthy connections of many shapes, some of which look like failures: they are over within a second and a half, and must
 * not be accused.
 */
final class Crowd {
    private static final int OF_EACH = 2;

    private Crowd() {}

    /** Adds them to {@code plan}; they go to {@code service}, which does nothing wrong. */
    static void join(Plan plan, Service service) {
        for (int i = 0; i < OF_EACH; i++) {
            Duration begin = Duration.ofMillis(40 + 300L * i);
            // One request, closed by the client.
            plan.healthy(service).after(begin).get("/once");
            // Closed by the server, as asked.
            plan.healthy(service).after(begin).step("get /last close").step("until-eof 2");
            // Several on one connection, with pauses.
            plan.healthy(service)
                    .after(begin)
                    .get("/a")
                    .idle(Duration.ofMillis(120))
                    .get("/b")
                    .head("/c");
            // A body up, an answer down.
            plan.healthy(service).after(begin).post("/upload", 40_000).get("/after");
            // Two requests at once.
            plan.healthy(service)
                    .after(begin)
                    .step("send get /one")
                    .step("send get /two")
                    .step("read")
                    .step("read");
            // A health check of the kind that only connects, and goes with a FIN.
            plan.healthy(service).after(begin).step("close");
            // One that goes with a RST, as HAProxy's does.
            plan.healthy(service).after(begin).step("abort");
            // A pool that throws an idle connection away with a RST.
            plan.healthy(service)
                    .after(begin)
                    .get("/pooled")
                    .idle(Duration.ofMillis(80))
                    .step("abort");
            // Half closed by the client, which still reads.
            plan.healthy(service)
                    .after(begin)
                    .step("send get /half")
                    .step("shutdown")
                    .step("read");
            // A slow answer that comes all the same.
            plan.healthy(service).after(begin).get("/slow").get("/again");
            // A large answer.
            plan.healthy(service).after(begin).get("/large").get("/small");
        }
    }
}
