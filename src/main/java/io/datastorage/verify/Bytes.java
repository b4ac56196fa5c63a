package io.datastorage.verify;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.datastorage.log.Hashes;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.util.Base64;
import java.util.HexFormat;

/** Bytes from texts, each from one text only. */
final class Bytes {
    private static final HexFormat HEX = HexFormat.of();

    private Bytes() {}

    /** The text that some bytes are in UTF-8. */
    static String text(byte[] utf8) {
        try {
            return UTF_8.newDecoder().decode(ByteBuffer.wrap(utf8)).toString();
        } catch (CharacterCodingException malformed) {
            throw new JsonException("it must be UTF-8");
        }
    }

    static byte[] ofHex(String text, int bytes, String what) {
        if (text.length() != 2 * bytes || !text.matches("[0-9a-f]*")) {
            throw new JsonException("%s must be %d lower-case hexadecimal digits", what, 2 * bytes);
        }
        return HEX.parseHex(text);
    }

    static String hex(byte[] bytes) {
        return HEX.formatHex(bytes);
    }

    static byte[] hashOfBase64(String text, String what) {
        try {
            byte[] bytes = Base64.getDecoder().decode(text);
            if (bytes.length == Hashes.LENGTH && base64(bytes).equals(text)) {
                return bytes;
            }
        } catch (IllegalArgumentException notBase64) {
            // Said below.
        }
        throw new JsonException("%s must be a hash of %d bytes in base64", what, Hashes.LENGTH);
    }

    static String base64(byte[] bytes) {
        return Base64.getEncoder().encodeToString(bytes);
    }
}
