package io.datastorage.ledger;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.datastorage.GatewayEvents;
import io.datastorage.Receipts;
import io.datastorage.event.Commitments;
import io.datastorage.event.EventLimits;
import io.datastorage.event.EventParser;
import io.datastorage.event.JsonReader;
import io.datastorage.event.Parsed;
import io.datastorage.event.PreparedEvent;

import java.nio.ByteBuffer;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Queue;
import java.util.Random;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import java.util.stream.LongStream;

/**
 * Clients of appenders in this process: they hand in requests of one to three events until each is stored, and a fifth of
 * them again after that.
 */
final class AppendClients implements AutoCloseable {
    private static final EventParser PARSER = new EventParser(EventLimits.DEFAULT);
    private static final Duration PATIENCE = Duration.ofSeconds(2);

    private final List<Supplier<Appender>> appenders;
    private final Receipts receipts = new Receipts();
    private final AtomicLong nextSerial = new AtomicLong();
    private final Queue<Throwable> failures = new ConcurrentLinkedQueue<>();
    private final List<Thread> threads;
    private volatile boolean stopped;

    private AppendClients(int count, long seed, List<Supplier<Appender>> appenders) {
        this.appenders = appenders;
        threads = IntStream.range(0, count)
                .mapToObj(client -> Thread.ofVirtual().unstarted(() -> run(new Random(seed + client)))).toList();
        threads.forEach(Thread::start);
    }

    /** Clients that go on until they are stopped, with whatever the appenders are at the time. */
    static AppendClients start(int count, long seed, List<Supplier<Appender>> appenders) {
        return new AppendClients(count, seed, appenders);
    }

    Receipts receipts() {
        return receipts;
    }

    private void run(Random random) {
        try {
            while (!stopped) {
                int size = random.nextInt(1, 4);
                long first = nextSerial.getAndAdd(size);
                while (!stored(first, size, random) && !stopped) {
                    Thread.sleep(1);
                }
                if (random.nextInt(5) == 0) {
                    stored(first, size, random);
                }
            }
        } catch (InterruptedException end) {
            Thread.currentThread().interrupt();
        } catch (RuntimeException | AssertionError e) {
            failures.add(e);
        }
    }

    private boolean stored(long first, int size, Random random) {
        Appender appender = appenders.get(random.nextInt(appenders.size())).get();
        if (!(appender.append(request(first, size), Deadline.in(PATIENCE)) instanceof AppendOutcome.Stored stored)) {
            return false;
        }
        assertThat(stored.receipts()).hasSize(size);
        for (int i = 0; i < size; i++) {
            receipts.add(first + i, Receipts.Told.of(stored.receipts().get(i)));
        }
        return true;
    }

    /** A request that is recognised by its first serial number. */
    static AppendRequest request(long first, int size) {
        byte[] identity = ByteBuffer.allocate(32).putLong(first).array();
        return new AppendRequest(LongStream.range(first, first + size).mapToObj(AppendClients::event).toList(),
                new RequestIdentity(identity, identity), 1_000L * size);
    }

    private static PreparedEvent event(long serial) {
        Instant now = Instant.now();
        String json = GatewayEvents.event(serial, "rr-" + serial % 50, now);
        if (PARSER.parse(JsonReader.read(json.getBytes(UTF_8), 16), now) instanceof Parsed.Valid(var event)) {
            byte[] salt = new byte[Commitments.SALT_BYTES];
            ThreadLocalRandom.current().nextBytes(salt);
            return Commitments.prepare(event, null, salt);
        }
        throw new IllegalArgumentException(json);
    }

    /** Lets every client finish what it waits for. */
    void stop() throws InterruptedException {
        stopped = true;
        for (Thread thread : threads) {
            thread.join();
        }
        assertThat(failures).isEmpty();
    }

    /** Whether everything they were told was consistent so far. */
    boolean content() {
        return failures.isEmpty();
    }

    @Override
    public void close() {
        stopped = true;
        threads.forEach(Thread::interrupt);
    }
}
