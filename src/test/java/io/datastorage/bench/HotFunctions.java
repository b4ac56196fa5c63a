package io.datastorage.bench;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.datastorage.event.Commitments;
import io.datastorage.event.Entry;
import io.datastorage.event.Event;
import io.datastorage.event.EventId;
import io.datastorage.event.EventLimits;
import io.datastorage.event.EventParser;
import io.datastorage.event.JsonReader;
import io.datastorage.event.JsonValue;
import io.datastorage.event.Parsed;
import io.datastorage.event.Placement;
import io.datastorage.event.PreparedEvent;
import io.datastorage.log.Proofs;
import io.datastorage.log.TestTree;
import io.datastorage.log.TileReader;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;

import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.TimeUnit;

/** What is done for each event, or for each proof, and never waits. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class HotFunctions {
    private static final int TREE = 100_000;

    private byte[] batch = new byte[0];
    private Event event = event(new RealEvents(7).next());
    private JsonValue.JsonObject data = Objects.requireNonNull(event.eventData());
    private PreparedEvent prepared = Commitments.prepare(event, null, new byte[Commitments.SALT_BYTES]);
    private Placement placement = placement();
    private TileReader tiles = TestTree.ofSize(0);

    /** A batch of 500 events, one event of about 1 KB, and a tree of 100,000 leaves whose tiles are in memory. */
    @Setup
    public void setUp() {
        batch = new RealEvents(8).batch(500).getBytes(UTF_8);
        String typical = "";
        for (RealEvents events = new RealEvents(7); Math.abs(typical.length() - 1_000) > 20;) {
            typical = events.next();
        }
        event = event(typical);
        data = Objects.requireNonNull(event.eventData());
        prepared = Commitments.prepare(event, null, new byte[Commitments.SALT_BYTES]);
        placement = placement();
        TestTree tree = TestTree.ofSize(TREE);
        Map<Place, byte[]> read = new HashMap<>();
        tiles = (level, index, width) -> read.computeIfAbsent(new Place(level, index, width),
                place -> tree.read(place.level(), place.index(), place.width()));
    }

    private record Place(int level, long index, int width) {}

    private static Event event(String json) {
        if (new EventParser(EventLimits.DEFAULT).parse(JsonReader.read(json.getBytes(UTF_8),
                JsonReader.DEFAULT_MAX_DEPTH), Instant.now()) instanceof Parsed.Valid(Event event)) {
            return event;
        }
        throw new IllegalStateException(json);
    }

    private static Placement placement() {
        Instant now = Instant.parse("2026-01-07T14:37:16.123456Z");
        return new Placement(123_456, now, EventId.of(now, 123_456, 7), 9, new byte[32]);
    }

    /** The canonical form of the {@code event_data} of one event: in a new object, as each keeps its own. */
    @Benchmark
    public byte[] canonicalForm() {
        return new JsonValue.JsonObject(data.members()).canonicalBytes();
    }

    /** A batch of 500 read from its bytes. */
    @Benchmark
    public JsonValue batchRead() {
        return JsonReader.read(batch, JsonReader.DEFAULT_MAX_DEPTH);
    }

    /** The commitments of one event whose data was written before, and all of its entry that needs no place in the log. */
    @Benchmark
    public PreparedEvent commitments() {
        return Commitments.prepare(event, null, new byte[Commitments.SALT_BYTES]);
    }

    /** The entry of one event and its hash, once its place in the log is known. */
    @Benchmark
    public byte[] entryAndHash() {
        return Entry.hash(prepared, placement);
    }

    /** The inclusion proof of one event. */
    @Benchmark
    public List<byte[]> inclusionProof() {
        return Proofs.inclusion(TREE / 3, TREE, tiles);
    }
}
