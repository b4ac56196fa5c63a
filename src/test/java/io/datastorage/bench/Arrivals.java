package io.datastorage.bench;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;

/**
 * Requests that are sent when they are due, whatever became of those before, so that a server that stalls is asked as
 * often as before. The time that a request takes counts from when it was due.
 */
final class Arrivals implements AutoCloseable {
    /** One request, sent and its answer checked. */
    interface Request {
        void send() throws Exception;
    }

    private static final int REMEMBERED = 20;

    private final Latencies latencies;
    private final Queue<String> failures = new ConcurrentLinkedQueue<>();
    private final AtomicLong sent = new AtomicLong();
    private final AtomicLong givenUp = new AtomicLong();
    private final AtomicLong failed = new AtomicLong();
    private final List<Thread> clocks = new ArrayList<>();
    private final ExecutorService requests = Executors.newVirtualThreadPerTaskExecutor();
    private volatile boolean stopped;

    Arrivals(Latencies latencies) {
        this.latencies = latencies;
    }

    /** From now on, so many a second of each kind. */
    void start(Map<String, Double> perSecond, Map<String, Request> kinds) {
        kinds.forEach((kind, request) -> clocks.add(Thread.ofPlatform().daemon().name("arrivals of " + kind)
                .start(() -> run(kind, request, Math.round(1e9 / perSecond.get(kind))))));
    }

    private void run(String kind, Request request, long intervalNanos) {
        for (long due = System.nanoTime(); !stopped; due += intervalNanos) {
            for (long wait = due - System.nanoTime(); wait > 0; wait = due - System.nanoTime()) {
                LockSupport.parkNanos(wait);
            }
            submit(kind, request, due);
        }
    }

    private void submit(String kind, Request request, long due) {
        requests.execute(() -> send(kind, request, due));
    }

    private void send(String kind, Request request, long due) {
        sent.incrementAndGet();
        try {
            request.send();
            latencies.add(kind, System.nanoTime() - due);
        } catch (Traffic.GivenUpException shed) {
            givenUp.incrementAndGet();
        } catch (Exception | AssertionError e) {
            if (failed.incrementAndGet() <= REMEMBERED) {
                failures.add(kind + ": " + e);
                System.out.println("failed: " + kind + ": " + e);
            }
        }
    }

    /** One more request, after a while; the last of them are sent when the others are no longer. */
    void later(Duration delay, String kind, Request request) {
        requests.execute(() -> {
            long due = System.nanoTime() + delay.toNanos();
            LockSupport.parkNanos(delay.toNanos());
            send(kind, request, due);
        });
    }

    /** Requests that were sent. */
    long sent() {
        return sent.get();
    }

    /** Those that the service would not take, however often they were sent. */
    long givenUp() {
        return givenUp.get();
    }

    /** Those that failed in any other way. */
    long failed() {
        return failed.get();
    }

    /** The first of what they failed with. */
    List<String> failures() {
        return List.copyOf(failures);
    }

    /** Sends no more, and waits for the answers to what was sent. */
    @Override
    public void close() {
        stopped = true;
        for (Thread clock : clocks) {
            try {
                clock.join();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
        requests.close();
    }
}
