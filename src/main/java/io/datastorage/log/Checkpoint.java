package io.datastorage.log;

import org.jspecify.annotations.Nullable;

import java.util.List;

/**
 * The text of a checkpoint (C2SP tlog-checkpoint): a log has so many leaves and this root. Equal if the texts are.
 *
 * @param origin identity of the log, one line that is not empty
 * @param size number of leaves
 * @param root of the tree, 32 bytes
 * @param extensions further lines, none of them empty
 */
public record Checkpoint(String origin, long size, byte[] root, List<String> extensions) {
    private static final int FIXED_LINES = 3;

    /** @throws MalformedException if a part cannot stand in a checkpoint */
    public Checkpoint {
        extensions = List.copyOf(extensions);
        requireLine(origin, 1);
        if (size < 0) {
            throw new MalformedException("line 2 of a checkpoint, the size, must not be negative");
        }
        if (root.length != Hashes.LENGTH) {
            throw new MalformedException("line 3 of a checkpoint, the root, must be a hash of %d bytes and has %d"
                    .formatted(Hashes.LENGTH, root.length));
        }
        for (int i = 0; i < extensions.size(); i++) {
            requireLine(extensions.get(i), FIXED_LINES + 1 + i);
        }
    }

    /** A checkpoint without extensions. */
    public Checkpoint(String origin, long size, byte[] root) {
        this(origin, size, root, List.of());
    }

    /**
     * Reads what {@link #text} writes, and nothing else.
     *
     * @param noteText the text of a note, with its final newline
     * @throws MalformedException if it is no checkpoint
     */
    public static Checkpoint parse(String noteText) {
        NoteText.requireText(noteText);
        List<String> lines = List.of(noteText.substring(0, noteText.length() - 1).split("\n", -1));
        if (lines.size() < FIXED_LINES) {
            throw new MalformedException("a checkpoint must have at least three lines and has " + lines.size());
        }
        requireLine(lines.getFirst(), 1);
        return new Checkpoint(lines.getFirst(), Decimal.parse(lines.get(1), "line 2 of a checkpoint, the size,"),
                Base64Text.hash(lines.get(2), "line 3 of a checkpoint, the root,"),
                lines.subList(FIXED_LINES, lines.size()));
    }

    /** The text of the note, with its final newline. */
    public String text() {
        StringBuilder text = new StringBuilder();
        text.append(origin).append('\n').append(size).append('\n').append(Base64Text.encode(root)).append('\n');
        extensions.forEach(line -> text.append(line).append('\n'));
        return text.toString();
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof Checkpoint that && text().equals(that.text());
    }

    @Override
    public int hashCode() {
        return text().hashCode();
    }

    private static void requireLine(String line, int number) {
        NoteText.bytes(line, "line %d of a checkpoint".formatted(number));
        if (line.isEmpty() || line.chars().anyMatch(c -> c < ' ')) {
            throw new MalformedException(
                    "line %d of a checkpoint must not be empty or have control characters".formatted(number));
        }
    }
}
