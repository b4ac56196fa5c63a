package io.datastorage.log;

import org.jspecify.annotations.Nullable;

import java.util.List;

/**
 * The text of the note that ends one epoch of a log and begins the next: a log was signed under one origin, its database
 * then had less or something else, and it goes on under another origin with what was there. The keys of both origins sign
 * it. Equal if the texts are.
 *
 * <p>The lines: the fixed first line, old origin, held size, held root, new origin, kept size, kept root, and the verifier
 * keys of the new origin, one a line. Its second line is no number, so nobody can take it for a checkpoint.
 *
 * @param oldOrigin the origin that signs no more
 * @param held the last that was signed under it: size and root
 * @param newOrigin the origin that signs from now on
 * @param kept what the new epoch begins with: size and root. Below the smaller of the two sizes nothing is said to be the
 *     same; consistency with an earlier checkpoint shows it
 * @param keys that sign under the new origin, in the form {@code name+hash+key}
 */
public record Transition(String oldOrigin, Head held, String newOrigin, Head kept, List<VerifierKey> keys) {
    private static final String FIRST_LINE = "datastorage transition v1";
    private static final int FIXED_LINES = 7;

    /**
     * A log's size and root.
     *
     * @param root 32 bytes
     */
    public record Head(long size, byte[] root) {}

    /** @throws MalformedException if the origins are equal, or a key is not one of the new origin */
    public Transition {
        keys = List.copyOf(keys);
        requireSize(held.size, "held");
        requireSize(kept.size, "kept");
        if (oldOrigin.equals(newOrigin)) {
            throw new MalformedException("a transition must lead to another origin");
        }
        if (keys.isEmpty() || keys.stream().anyMatch(key -> !key.name().equals(newOrigin) || key.isCosigner())) {
            throw new MalformedException("a transition must name the keys of its new origin, and no others");
        }
        NoteText.requireName(oldOrigin);
    }

    private static void requireSize(long size, String what) {
        if (size < 0) {
            throw new MalformedException("the " + what + " size of a transition must not be negative");
        }
    }

    /**
     * Reads what {@link #text} writes, and nothing else.
     *
     * @param noteText the text of a note, with its final newline
     * @throws MalformedException if it is no transition
     */
    public static Transition parse(String noteText) {
        NoteText.requireText(noteText);
        List<String> lines = List.of(noteText.substring(0, noteText.length() - 1).split("\n", -1));
        if (lines.size() <= FIXED_LINES || !lines.getFirst().equals(FIRST_LINE)) {
            throw new MalformedException("a transition must begin with the line '%s' and have at least %d lines"
                    .formatted(FIRST_LINE, FIXED_LINES + 1));
        }
        return new Transition(lines.get(1), head(lines, 2), lines.get(4), head(lines, 5),
                lines.subList(FIXED_LINES, lines.size()).stream().map(VerifierKey::parse).toList());
    }

    private static Head head(List<String> lines, int at) {
        String where = "line %d of a transition, a %s,";
        return new Head(Decimal.parse(lines.get(at), where.formatted(at + 1, "size")),
                Base64Text.hash(lines.get(at + 1), where.formatted(at + 2, "root")));
    }

    /** The text of the note, with its final newline. */
    public String text() {
        StringBuilder text = new StringBuilder().append(FIRST_LINE).append('\n');
        append(text, oldOrigin, held);
        append(text, newOrigin, kept);
        keys.forEach(key -> text.append(key).append('\n'));
        return text.toString();
    }

    private static void append(StringBuilder text, String origin, Head head) {
        text.append(origin).append('\n').append(head.size).append('\n').append(Base64Text.encode(head.root))
                .append('\n');
    }

    /**
     * Whether a note is this transition, signed by a key of the old origin and by one of the new.
     *
     * @param old a key of the old origin that whoever asks trusts
     */
    public boolean isSigned(SignedNote note, VerifierKey old) {
        return note.text().equals(text()) && old.name().equals(oldOrigin) && old.verifies(note)
                && keys.stream().anyMatch(key -> key.verifies(note));
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof Transition that && text().equals(that.text());
    }

    @Override
    public int hashCode() {
        return text().hashCode();
    }
}
