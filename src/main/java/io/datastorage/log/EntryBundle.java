package io.datastorage.log;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/** Entries one after the other, each after its length as two bytes, big-endian (C2SP tlog-tiles). */
public final class EntryBundle {
    /** Bytes in an entry, at most. */
    public static final int MAX_ENTRY_LENGTH = 0xffff;

    private EntryBundle() {}

    /**
     * The bytes of a bundle.
     *
     * @param entries 1 to 256, in log order
     * @throws IllegalArgumentException if an entry has more than 65,535 bytes, or there are no or too many
     */
    public static byte[] encode(List<byte[]> entries) {
        requireCount(entries.size());
        ByteArrayOutputStream bundle = new ByteArrayOutputStream();
        for (byte[] entry : entries) {
            if (entry.length > MAX_ENTRY_LENGTH) {
                throw new MalformedException("an entry must have at most %d bytes and has %d"
                        .formatted(MAX_ENTRY_LENGTH, entry.length));
            }
            bundle.write(entry.length >> 8);
            bundle.write(entry.length);
            bundle.writeBytes(entry);
        }
        return bundle.toByteArray();
    }

    /**
     * The entries of a bundle, in log order.
     *
     * @throws MalformedException if the bytes end within an entry, or hold no or more than 256
     */
    public static List<byte[]> decode(byte[] bundle) {
        ByteBuffer rest = ByteBuffer.wrap(bundle);
        List<byte[]> entries = new ArrayList<>();
        while (rest.hasRemaining()) {
            requireCount(entries.size() + 1);
            int length = rest.remaining() < Short.BYTES ? -1 : Short.toUnsignedInt(rest.getShort());
            if (length < 0 || length > rest.remaining()) {
                throw new MalformedException("entry %d of the bundle is cut off".formatted(entries.size()));
            }
            byte[] entry = new byte[length];
            rest.get(entry);
            entries.add(entry);
        }
        requireCount(entries.size());
        return List.copyOf(entries);
    }

    private static void requireCount(int entries) {
        if (entries < 1 || entries > Tile.WIDTH) {
            throw new MalformedException("an entry bundle must have 1 to %d entries".formatted(Tile.WIDTH));
        }
    }
}
