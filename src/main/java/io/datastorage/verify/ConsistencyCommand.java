package io.datastorage.verify;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.datastorage.log.Checkpoint;
import io.datastorage.log.Hashes;
import io.datastorage.log.Proofs;
import io.datastorage.log.SignedNote;

import java.util.Arrays;
import java.util.List;
import java.util.Set;

/** {@code consistency}: that one checkpoint extends another, so that nothing before was changed. */
final class ConsistencyCommand {
    private ConsistencyCommand() {}

    static String run(List<String> args) {
        Options options = Options.of(args, Set.of("--key", "--proof", "--log", "--token-file"), Set.of(), 2);
        if (options.has("--proof") == options.has("--log")) {
            throw StoppedException.misused("one of --proof and --log must be given");
        }
        Keys keys = Keys.of(options);
        Epochs epochs = new Epochs(keys, List.of());
        Checkpoint older;
        Checkpoint newer;
        String proof = options.get("--proof");
        if (proof != null) {
            older = keys.open(options.other(0));
            newer = keys.open(options.other(1));
            Extension.requireSuccession(older, newer);
            check(older, newer, proof);
        } else {
            try (LogSource source = LogSource.of(options.require("--log"), options)) {
                LogFiles files = new LogFiles(source);
                SignedNote note = Inputs.note(options.other(1));
                String origin = StoppedException.at(options.other(1), () -> Checkpoint.parse(note.text())).origin();
                epochs = Epochs.follow(keys, origin, files);
                newer = epochs.keys().open(note, options.other(1));
                older = epochs.keys().open(options.other(0));
                epochs.check(newer, files::hashes);
                Extension.check(epochs.carry(older, newer.origin()), newer, files::hashes);
            }
        }
        return "%s: size %d begins with size %d; nothing before was changed.%s".formatted(newer.origin(),
                newer.size(), older.size(), epochs.told());
    }

    /** A proof as the service gives it; only its hashes are believed, and these as far as they fit. */
    private static void check(Checkpoint older, Checkpoint newer, String file) {
        StoppedException.at(file, () -> {
            Json.JsonObject proof = Json.object(Inputs.text(file).getBytes(UTF_8));
            if (proof.count("from") != older.size() || proof.count("to") != newer.size()) {
                throw StoppedException
                        .found("%s: the proof is from size %d to size %d, and the checkpoints have %d and "
                                + "%d", file, proof.count("from"), proof.count("to"), older.size(), newer.size());
            }
            if (!Proofs.checkConsistency(proof.hashes("consistency_proof"), older.size(), older.root(), newer.size(),
                    newer.root())) {
                throw StoppedException.found("%s: the proof does not lead from the root of size %d to that of size %d. "
                        + "Ask the log for another; if none does, the log was rewritten or forked", file, older.size(),
                        newer.size());
            }
            return Arrays.copyOf(newer.root(), Hashes.LENGTH);
        });
    }
}
