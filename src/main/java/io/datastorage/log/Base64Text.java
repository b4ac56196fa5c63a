package io.datastorage.log;

import java.util.Base64;

/** Base 64 as C2SP has it (RFC 4648 §4), and only the one text that the encoder writes for some bytes. */
final class Base64Text {
    private Base64Text() {}

    static String encode(byte[] bytes) {
        return Base64.getEncoder().encodeToString(bytes);
    }

    /**
     * Decodes. The JDK's decoder also takes texts without padding, or with bits set that belong to no byte.
     *
     * @param what where the text stands and what it is, for the message
     */
    static byte[] decode(String text, String what) {
        byte[] bytes;
        try {
            bytes = Base64.getDecoder().decode(text);
        } catch (IllegalArgumentException notBase64) {
            throw new MalformedException(what + " must be base64", notBase64);
        }
        if (!encode(bytes).equals(text)) {
            throw new MalformedException(what + " must be base64 with its padding and no stray bits");
        }
        return bytes;
    }

    /** Decodes a hash of 32 bytes. */
    static byte[] hash(String text, String what) {
        byte[] bytes = decode(text, what);
        if (bytes.length != Hashes.LENGTH) {
            throw new MalformedException("%s must be a hash of %d bytes and has %d"
                    .formatted(what, Hashes.LENGTH, bytes.length));
        }
        return bytes;
    }
}
