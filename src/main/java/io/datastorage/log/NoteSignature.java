package io.datastorage.log;

import org.jspecify.annotations.Nullable;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/**
 * A signature line of a note (C2SP signed-note). Equal if the lines are.
 *
 * @param name of the key
 * @param keyId of the key, the 32 bits as they are
 * @param signature what the key's algorithm gives, at least one byte
 */
public record NoteSignature(String name, int keyId, byte[] signature) {
    private static final String START = "\u2014 ";

    /** @throws MalformedException if a part cannot stand in a signature line */
    public NoteSignature {
        NoteText.requireName(name);
        if (signature.length == 0) {
            throw new MalformedException("a signature must not be empty");
        }
    }

    /**
     * Reads signature lines, as notes end with them and witnesses answer with them (C2SP tlog-witness).
     *
     * @param lines one or more, each with its newline
     * @throws MalformedException if a line is no signature, or there are none or more than 100
     */
    public static List<NoteSignature> parse(String lines) {
        if (!lines.endsWith("\n")) {
            throw new MalformedException("signatures must be one or more lines, each ending in a newline");
        }
        List<NoteSignature> signatures = new ArrayList<>();
        for (String line : lines.substring(0, lines.length() - 1).split("\n", -1)) {
            if (signatures.size() == SignedNote.MAX_SIGNATURES) {
                throw new MalformedException(
                        "there must be at most %d signatures".formatted(SignedNote.MAX_SIGNATURES));
            }
            signatures.add(parseLine(line, "signature line " + (signatures.size() + 1)));
        }
        return List.copyOf(signatures);
    }

    private static NoteSignature parseLine(String line, String what) {
        int space = line.indexOf(' ', START.length());
        if (!line.startsWith(START) || space < 0) {
            throw new MalformedException(what + " must be an em dash, the name of a key and the signature, each "
                    + "separated from the next by one space");
        }
        byte[] bytes = Base64Text.decode(line.substring(space + 1), what + ": the signature");
        if (bytes.length <= Integer.BYTES) {
            throw new MalformedException(what + ": the signature must have more than the 4 bytes of a key id");
        }
        ByteBuffer buffer = ByteBuffer.wrap(bytes);
        int keyId = buffer.getInt();
        byte[] signature = new byte[buffer.remaining()];
        buffer.get(signature);
        try {
            return new NoteSignature(line.substring(START.length(), space), keyId, signature);
        } catch (MalformedException invalid) {
            throw new MalformedException(what + ": " + invalid.getMessage(), invalid);
        }
    }

    /** The signature line, with its newline. */
    public String line() {
        byte[] bytes = ByteBuffer.allocate(Integer.BYTES + signature.length).putInt(keyId).put(signature).array();
        return START + name + " " + Base64Text.encode(bytes) + "\n";
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof NoteSignature that && line().equals(that.line());
    }

    @Override
    public int hashCode() {
        return line().hashCode();
    }
}
