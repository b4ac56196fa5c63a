package io.datastorage.verify;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.datastorage.log.Hashes;
import org.jspecify.annotations.Nullable;

import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;

/**
 * The newest record of each chain: 64 bytes for a chain, in open-addressed tables that are at most three quarters full,
 * so 85 to 171 bytes in memory. A chain is known by the first 16 bytes of the SHA-256 of its correlation id.
 */
final class ChainTable {
    private static final int KEY = 16;
    private static final int SLOT = KEY + 2 * Long.BYTES + Hashes.LENGTH;
    /** One table for each first byte of a key, so that growing copies little. */
    private static final int TABLES = 256;
    private static final int FIRST_SLOTS = 4;

    private final byte[][] tables = new byte[TABLES][FIRST_SLOTS * SLOT];
    private final int[] used = new int[TABLES];
    private final long limit;
    private long size;

    /** @param limit of chains; with more, reading stops */
    ChainTable(long limit) {
        this.limit = limit;
    }

    /** A table as large as half the heap may hold, which is the most it needs while it grows. */
    static ChainTable forThisHeap() {
        return new ChainTable(Runtime.getRuntime().maxMemory() / 2 / (2 * SLOT * 4 / 3));
    }

    /** @param hash of the record, 32 bytes */
    record Head(long chainSeq, long logIndex, byte[] hash) {}

    /** How many chains there are. */
    long size() {
        return size;
    }

    @Nullable
    Head find(String correlationId) {
        byte[] key = key(correlationId);
        ByteBuffer slot = slot(key);
        long next = slot.getLong();
        if (next == 0) {
            return null;
        }
        long logIndex = slot.getLong();
        byte[] hash = new byte[Hashes.LENGTH];
        slot.get(hash);
        return new Head(next - 1, logIndex, hash);
    }

    void put(String correlationId, Head head) {
        put(key(correlationId), head.chainSeq + 1, head.logIndex, head.hash);
    }

    private void put(byte[] key, long next, long logIndex, byte[] hash) {
        ByteBuffer slot = slot(key);
        if (slot.getLong(slot.position()) == 0) {
            if (size == limit) {
                throw StoppedException.unreadable(("the log has more than %,d chains, which is what this heap holds; "
                        + "give java more with -Xmx").formatted(limit));
            }
            size++;
            int table = key[0] & 0xff;
            if (++used[table] * 4 > tables[table].length / SLOT * 3) {
                grow(table);
                slot = slot(key);
            }
        }
        slot.put(slot.position() - KEY, key).putLong(next).putLong(logIndex).put(hash);
    }

    /** The slot of a key, or the empty one where it belongs, positioned after the key. */
    private ByteBuffer slot(byte[] key) {
        byte[] table = tables[key[0] & 0xff];
        int slots = table.length / SLOT;
        ByteBuffer buffer = ByteBuffer.wrap(table);
        int at = ByteBuffer.wrap(key).getInt(1) & (slots - 1);
        while (buffer.getLong(at * SLOT + KEY) != 0
                && !Arrays.equals(table, at * SLOT, at * SLOT + KEY, key, 0, KEY)) {
            at = (at + 1) & (slots - 1);
        }
        return buffer.position(at * SLOT + KEY);
    }

    private void grow(int table) {
        byte[] old = tables[table];
        tables[table] = new byte[old.length * 2];
        for (int at = 0; at < old.length; at += SLOT) {
            if (ByteBuffer.wrap(old).getLong(at + KEY) != 0) {
                byte[] key = Arrays.copyOfRange(old, at, at + KEY);
                ByteBuffer slot = slot(key);
                slot.put(slot.position() - KEY, old, at, SLOT);
            }
        }
    }

    void write(DataOutputStream out) throws IOException {
        out.writeLong(size);
        for (byte[] table : tables) {
            for (int at = 0; at < table.length; at += SLOT) {
                if (ByteBuffer.wrap(table).getLong(at + KEY) != 0) {
                    out.write(table, at, SLOT);
                }
            }
        }
    }

    /** Adds what {@link #write} wrote. */
    void read(DataInputStream in) throws IOException {
        byte[] slot = new byte[SLOT];
        for (long left = in.readLong(); left > 0; left--) {
            in.readFully(slot);
            ByteBuffer values = ByteBuffer.wrap(slot, KEY, SLOT - KEY);
            put(Arrays.copyOf(slot, KEY), values.getLong(), values.getLong(),
                    Arrays.copyOfRange(slot, SLOT - Hashes.LENGTH, SLOT));
        }
    }

    private static byte[] key(String correlationId) {
        try {
            return Arrays.copyOf(MessageDigest.getInstance("SHA-256").digest(correlationId.getBytes(UTF_8)), KEY);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }
}
