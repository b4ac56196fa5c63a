package io.datastorage.log;

import java.nio.ByteBuffer;
import java.util.Arrays;

/** The Ed25519 cosignature (C2SP tlog-cosignature): 8 bytes of time, big-endian, and the signature of a message with it. */
final class Cosignature {
    private static final int LENGTH = Long.BYTES + 64;

    private Cosignature() {}

    /**
     * What a witness signs.
     *
     * @param timestamp seconds since 1970
     * @param text of the checkpoint's note
     */
    static byte[] message(long timestamp, String text) {
        return NoteText.bytes("cosignature/v1\ntime " + timestamp + "\n" + text, "the text of a note");
    }

    /** Seconds since 1970; negative if the bytes are no cosignature. */
    static long timestamp(byte[] cosignature) {
        return cosignature.length == LENGTH ? ByteBuffer.wrap(cosignature).getLong() : -1;
    }

    static boolean verify(byte[] publicKey, String text, byte[] cosignature) {
        long timestamp = timestamp(cosignature);
        return timestamp >= 0 && Ed25519.verify(publicKey, message(timestamp, text),
                Arrays.copyOfRange(cosignature, Long.BYTES, LENGTH));
    }
}
