package io.datastorage.log;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharacterCodingException;
import java.util.regex.Pattern;

/** What C2SP signed-note allows in texts and names. */
final class NoteText {
    /** Texts end in a newline; of the control characters below U+0020 only newlines are allowed. */
    private static final Pattern TEXT = Pattern.compile("[^\\x00-\\x09\\x0b-\\x1f]*\n");
    private static final Pattern NAME = Pattern.compile("[^+\\p{IsWhite_Space}\\x00-\\x1f]+");

    private NoteText() {}

    /** The bytes that are signed. Each character must have an encoding: none may be signed as a question mark. */
    static byte[] bytes(String text, String what) {
        try {
            ByteBuffer encoded = UTF_8.newEncoder().encode(CharBuffer.wrap(text));
            byte[] bytes = new byte[encoded.remaining()];
            encoded.get(bytes);
            return bytes;
        } catch (CharacterCodingException loneSurrogate) {
            throw new MalformedException(what + " must be Unicode text without lone surrogates", loneSurrogate);
        }
    }

    /** The text, if it may be the text of a note. */
    static String requireText(String text) {
        bytes(text, "the text of a note");
        if (!TEXT.matcher(text).matches()) {
            throw new MalformedException(
                    "the text of a note must end in a newline and have no other control characters");
        }
        return text;
    }

    /** The name, if it may be the name of a key. */
    static String requireName(String name) {
        bytes(name, "the name of a key");
        if (!NAME.matcher(name).matches()) {
            throw new MalformedException("the name of a key must not be empty or have spaces, plus signs or control "
                    + "characters");
        }
        return name;
    }
}
