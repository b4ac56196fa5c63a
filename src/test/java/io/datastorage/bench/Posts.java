package io.datastorage.bench;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.gatling.app.Gatling$;
import io.gatling.javaapi.core.Session;
import org.jspecify.annotations.Nullable;

import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.prefs.Preferences;

/**
 * Posts bodies that were made before the clock starts, with Gatling in this JVM, so that the generator is as warm as what
 * it loads. One load after the other: Gatling makes its simulation itself, which finds here what to post.
 */
final class Posts {
    static final String EVENT = "/api/v1/audit/events";
    static final String BATCH = "/api/v1/audit/events/batch";

    /** Where a session has what was answered last. */
    static final String STATUS = "status";

    private static final AtomicInteger AGAIN = new AtomicInteger();
    private static final String BODY = "body";
    private static final String NUMBER = "number";
    private static volatile @Nullable Posts current;

    static {
        // Gatling asks Maven Central for its newest version, unless the preferences say that it failed to do so lately; the
        // end of time is always lately.
        System.setProperty("java.util.prefs.userRoot", Suite.DIRECTORY.toAbsolutePath().toString());
        Preferences checks = Preferences.userRoot().node("/io/gatling/latestVersion");
        checks.remove("lastCheckSuccess");
        checks.putLong("lastCheckTimestamp", Long.MAX_VALUE);
    }

    private final List<String> servers;
    private final String path;
    private final byte[][] bodies;
    private final int connections;
    private final int perSecond;
    private final AtomicInteger next = new AtomicInteger();
    private final Queue<String> failures = new ConcurrentLinkedQueue<>();
    private final AtomicInteger tries = new AtomicInteger();
    private final long[] sent;
    private final long[] answered;

    private Posts(List<Integer> ports, String path, List<String> bodies, int connections, int perSecond) {
        this.servers = ports.stream().map(port -> "http://localhost:" + port).toList();
        this.path = path;
        this.bodies = bodies.stream().map(body -> body.getBytes(UTF_8)).toArray(byte[][]::new);
        this.connections = connections;
        this.perSecond = perSecond;
        this.sent = new long[this.bodies.length];
        this.answered = new long[this.bodies.length];
    }

    /**
     * What came of it.
     *
     * @param seconds from the first request to the last answer
     * @param nanos how long the answers took, ascending
     */
    record Done(double seconds, long[] nanos) {
        /** Requests a second. */
        double rate() {
            return nanos.length / seconds;
        }

        /** The nearest rank, in milliseconds. */
        double percentile(double share) {
            return nanos[Math.max(0, (int) Math.ceil(share * nanos.length) - 1)] / 1e6;
        }
    }

    /** Each connection posts its share, one after the other, as fast as it is answered. */
    static Done closed(int port, String path, List<String> bodies, int connections) {
        return closed(List.of(port), path, bodies, connections);
    }

    /** The same, with the connections dealt out to several servers. */
    static Done closed(List<Integer> ports, String path, List<String> bodies, int connections) {
        if (bodies.size() % connections != 0) {
            throw new IllegalArgumentException(
                    "%d bodies are no equal shares of %d connections".formatted(bodies.size(), connections));
        }
        return new Posts(ports, path, bodies, connections, 0).run();
    }

    /** Posts are sent at a steady rate for whole seconds, whatever became of those before. */
    static Done open(int port, String path, List<String> bodies, int perSecond) {
        if (bodies.size() % perSecond != 0) {
            throw new IllegalArgumentException("%d bodies are no whole seconds".formatted(bodies.size()));
        }
        return new Posts(List.of(port), path, bodies, 0, perSecond).run();
    }

    private Done run() {
        current = this;
        try {
            // What main does but to end the JVM.
            int code = Gatling$.MODULE$.fromArgs(new String[]{"--simulation", PostSimulation.class.getName(),
                    "--no-reports", "--results-folder", Suite.DIRECTORY.resolve("gatling").toString()});
            if (code != 0 || !failures.isEmpty() || next.get() != bodies.length) {
                throw new IllegalStateException(
                        "of %d posts to %s, %d were sent; %d failed, the first of them: %s; Gatling ended with %d"
                                .formatted(bodies.length, path, next.get(), failures.size(),
                                        failures.stream().limit(3).toList(),
                                        code));
            }
            AGAIN.addAndGet(tries.get() - bodies.length);
        } finally {
            current = null;
        }
        long[] nanos = new long[bodies.length];
        Arrays.setAll(nanos, i -> answered[i] - sent[i]);
        Arrays.sort(nanos);
        return new Done((Arrays.stream(answered).max().orElseThrow() - Arrays.stream(sent).min().orElseThrow()) / 1e9,
                nanos);
    }

    /** What the simulation that begins now is to post. */
    static Posts current() {
        return Objects.requireNonNull(current, "nothing is to be posted");
    }

    List<String> servers() {
        return servers;
    }

    String path() {
        return path;
    }

    /** 0 if posts are sent at a rate. */
    int connections() {
        return connections;
    }

    int perSecond() {
        return perSecond;
    }

    int count() {
        return bodies.length;
    }

    static byte[] body(Session session) {
        return Objects.requireNonNull(session.<byte[]>get(BODY));
    }

    /** Posts that were sent again since this was asked last, because the service would not take them. */
    static int again() {
        return AGAIN.getAndSet(0);
    }

    /** A request is to be sent next. */
    Session next(Session session) {
        int number = next.getAndIncrement();
        sent[number] = System.nanoTime();
        return session.set(BODY, bodies[number]).set(NUMBER, number);
    }

    /** It is sent, for the first time or again. */
    Session sent(Session session) {
        tries.incrementAndGet();
        return session;
    }

    /** It was answered for good. */
    Session answered(Session session) {
        answered[session.getInt(NUMBER)] = System.nanoTime();
        if (session.isFailed()) {
            failures.add("answered " + session.getIntegerWrapper(STATUS));
            return session.markAsSucceeded();
        }
        return session;
    }
}
