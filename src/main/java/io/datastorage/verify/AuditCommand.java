package io.datastorage.verify;

import io.datastorage.log.CheckedTiles;
import io.datastorage.log.Checkpoint;
import io.datastorage.log.Frontier;
import io.datastorage.log.Hashes;
import io.datastorage.log.SignedNote;
import io.datastorage.log.Tile;
import io.datastorage.log.TilePath;
import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;

/** {@code audit}: every entry of a log, through its tiles, since the last visit. */
final class AuditCommand {
    private static final Duration SAVE_EVERY = Duration.ofSeconds(30);

    private final LogFiles files;
    private final byte[] note;
    private final Checkpoint checkpoint;
    private final Epochs epochs;
    private final AuditState before;
    private final @Nullable Path stateFile;
    private final CheckedTiles tiles;
    private Prefetch.@Nullable Part current;
    private Frontier frontier;
    private String unseen = "";

    private AuditCommand(LogFiles files, Options options) {
        String state = options.get("--state");
        this.files = files;
        stateFile = state == null ? null : Inputs.path(state);
        note = files.checkpoint();
        epochs = Epochs.follow(Keys.of(options), LogFiles.origin(note), files);
        Keys keys = epochs.keys();
        checkpoint = keys.open(LogFiles.note(note), "the log's checkpoint");
        tiles = new CheckedTiles(checkpoint.size(), checkpoint.root(), this::hashes);
        epochs.check(checkpoint, tiles);
        String older = options.get("--checkpoint");
        if (older != null) {
            Extension.check(epochs.carry(keys.open(older), checkpoint.origin()), checkpoint, tiles);
        }
        before = stateFile == null
                ? AuditState.beginning(note)
                : AuditState.read(stateFile).orElseGet(() -> AuditState.beginning(note));
        Checkpoint seen = keys.open(LogFiles.note(before.checkpoint()), state + ": its checkpoint");
        Extension.check(epochs.carry(seen, checkpoint.origin()), checkpoint, tiles);
        frontier = before.frontier();
        String save = options.get("--save");
        if (save != null) {
            requireBeginning(Inputs.path(save));
        }
        Extension.check(new Checkpoint(checkpoint.origin(), frontier.size(), frontier.root()), checkpoint, tiles);
    }

    static String run(List<String> args) {
        Options options = Options.of(args, Set.of("--key", "--state", "--checkpoint", "--save", "--token-file"),
                Set.of(), 1);
        String save = options.get("--save");
        try (LogSource given = LogSource.of(options.other(0), options)) {
            LogSource source = save == null ? given : new SavingSource(given, Inputs.path(save));
            var audit = new AuditCommand(new LogFiles(source), options);
            audit.read();
            if (save != null) {
                audit.save(Inputs.path(save));
            }
            return audit.verdict();
        }
    }

    /** A copy that lacks what was read before would be none. */
    private void requireBeginning(Path copy) {
        long last = (frontier.size() - 1) / Tile.WIDTH;
        int width = (int) (frontier.size() - last * Tile.WIDTH);
        if (frontier.size() > 0 && Files.notExists(copy.resolve(new TilePath.OfEntries(last, width).toString()))) {
            throw StoppedException.misused("%s does not hold the entries before log_index %d, which --state says were "
                    + "read before: save a whole copy without --state", copy, frontier.size());
        }
    }

    private void read() {
        History history = before.history();
        long from = frontier.size();
        Progress progress = Progress.onStandardError(from, checkpoint.size());
        long saved = System.nanoTime();
        try (Prefetch parts = new Prefetch(files, from, checkpoint.size())) {
            while (frontier.size() < checkpoint.size()) {
                check(parts.take(), history);
                progress.at(frontier.size());
                if (System.nanoTime() - saved > SAVE_EVERY.toNanos()) {
                    keep();
                    saved = System.nanoTime();
                }
            }
        }
        keep();
    }

    private void check(Prefetch.Part part, History history) {
        current = part;
        int width = part.entries().size();
        long first = part.index() * Tile.WIDTH;
        String path = new TilePath.OfEntries(part.index(), width).toString();
        byte[] signed = StoppedException.at("the log", () -> tiles.read(0, part.index(), width));
        List<byte[]> leaves = new ArrayList<>();
        for (int i = (int) (frontier.size() - first); i < width; i++) {
            byte[] bytes = part.entries().get(i);
            byte[] leaf = Hashes.leaf(bytes);
            byte[] expected = Arrays.copyOfRange(signed, i * Hashes.LENGTH, (i + 1) * Hashes.LENGTH);
            String where = "%s, entry %d".formatted(path, i);
            if (!Arrays.equals(leaf, expected)) {
                throw StoppedException
                        .found("%s: log_index %d is not the entry that was signed: its hash is %s and was "
                                + "%s", where, first + i, Bytes.hex(leaf), Bytes.hex(expected));
            }
            Entry entry = StoppedException.at(where, () -> Entry.parse(bytes));
            unseen += epochs.checkFirst(entry, where, files);
            history.add(entry, where);
            leaves.add(leaf);
        }
        frontier = frontier.append(leaves);
    }

    /** Hashes that nobody has checked: those fetched beside the bundle, or any others. */
    private byte[] hashes(int level, long index, int width) {
        Prefetch.Part part = current;
        if (part != null && level == 0 && index == part.index() && width == part.entries().size()) {
            return part.hashes();
        }
        return files.hashes(level, index, width);
    }

    private void keep() {
        if (stateFile != null) {
            new AuditState(note, frontier, before.history()).write(stateFile);
        }
    }

    private void save(Path directory) {
        try {
            DirectorySource.write(directory.resolve(LogFiles.CHECKPOINT), note);
        } catch (IOException unwritable) {
            throw StoppedException.unreadable(directory.toString(), unwritable);
        }
    }

    private String verdict() {
        long from = before.frontier().size();
        SignedNote last = LogFiles.note(before.checkpoint());
        long seen = Checkpoint.parse(last.text()).size();
        return "%s has %,d entries and the root %s.\n%s\n%,d chains, each complete from its beginning.%s".formatted(
                checkpoint.origin(), checkpoint.size(), Bytes.base64(checkpoint.root()),
                from == 0
                        ? "Every entry was read and is what was signed."
                        : "It extends the log of size %,d seen before; the entries from log_index %,d on were read."
                                .formatted(seen, from),
                before.history().chains().size(), epochs.told() + unseen);
    }
}
