package io.datastorage.log;

import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * A text and who signed it (C2SP signed-note). Nothing says that the signatures are right before a
 * {@link VerifierKey} has verified them.
 *
 * @param text ends in a newline
 * @param signatures 1 to 100
 */
public record SignedNote(String text, List<NoteSignature> signatures) {
    /** Characters in a note. The specification asks for a limit. */
    static final int MAX_LENGTH = 1_000_000;
    /** Signatures of a note. The specification asks for at least 16. */
    static final int MAX_SIGNATURES = 100;

    /** @throws MalformedException if the text cannot be a note's, or there are no or too many signatures */
    public SignedNote {
        NoteText.requireText(text);
        signatures = List.copyOf(signatures);
        if (signatures.isEmpty() || signatures.size() > MAX_SIGNATURES) {
            throw new MalformedException("a note must have 1 to %d signatures and has %d"
                    .formatted(MAX_SIGNATURES, signatures.size()));
        }
    }

    /**
     * Reads what {@link #encode} writes, and nothing else.
     *
     * @throws MalformedException if it is no note, or longer than a million characters
     */
    public static SignedNote parse(String note) {
        if (note.length() > MAX_LENGTH) {
            throw new MalformedException("a note must have at most %d characters".formatted(MAX_LENGTH));
        }
        // The text may have empty lines itself: the last one is the separator.
        int end = note.lastIndexOf("\n\n");
        if (end < 0) {
            throw new MalformedException("a note must have an empty line between its text and its signatures");
        }
        return new SignedNote(note.substring(0, end + 1), NoteSignature.parse(note.substring(end + 2)));
    }

    /** The note: text, empty line, signature lines. */
    public String encode() {
        return signatures.stream().map(NoteSignature::line).collect(Collectors.joining("", text + "\n", ""));
    }

    /** This note with one more signature, or this note if it has that signature. */
    public SignedNote with(NoteSignature signature) {
        return signatures.contains(signature)
                ? this
                : new SignedNote(text, Stream.concat(signatures.stream(), Stream.of(signature)).toList());
    }
}
