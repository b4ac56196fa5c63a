package io.datastorage.verify;

import io.datastorage.log.Checkpoint;
import io.datastorage.log.EntryBundle;
import io.datastorage.log.Frontier;
import io.datastorage.log.Proofs;
import org.jspecify.annotations.Nullable;

import java.util.Arrays;
import java.util.List;
import java.util.Set;

/** {@code entries}: a file of entries against a checkpoint. Nothing of it is kept but the newest record of each chain. */
final class EntriesCommand implements AutoCloseable {
    private final Checkpoint checkpoint;
    private final Lines lines;
    private final @Nullable Companions<List<byte[]>> proofs;
    private final @Nullable Companions<Disclosure> disclosures;
    private final History history;
    private final long from;
    private final long to;
    private long entries;
    private long opened;

    private EntriesCommand(Options options) {
        checkpoint = Keys.of(options).open(options.require("--checkpoint"));
        String proofsFile = options.get("--proofs");
        if (proofsFile == null && (options.has("--from") || options.has("--to"))) {
            throw StoppedException.misused("--from and --to go with --proofs");
        }
        boolean bounded = options.has("--from") || options.has("--to");
        from = options.has("--from") ? options.count("--from") : 0;
        to = options.has("--to") ? options.count("--to") : checkpoint.size();
        boolean everyRecord = proofsFile == null || bounded;
        history = new History(
                new History.Demands(everyRecord, (everyRecord && from == 0) || options.has("--whole-chains")),
                ChainTable.forThisHeap(), from, "");
        lines = new Lines(options.other(0), EntryBundle.MAX_ENTRY_LENGTH);
        proofs = proofsFile == null ? null : new Companions<>(proofsFile, EntriesCommand::proof);
        String disclosed = options.get("--disclosures");
        disclosures = disclosed == null ? null : new Companions<>(disclosed, EntriesCommand::disclosure);
    }

    private static List<byte[]> proof(Json.JsonObject line) {
        return line.only(Set.of("log_index", "inclusion_proof")).hashes("inclusion_proof");
    }

    private static Disclosure disclosure(Json.JsonObject line) {
        return Disclosure.of(line.only(Set.of("log_index", "field", "salt", "value")));
    }

    static String run(List<String> args) {
        Options options = Options.of(args,
                Set.of("--checkpoint", "--key", "--proofs", "--disclosures", "--from", "--to"),
                Set.of("--whole-chains"), 1);
        try (var command = new EntriesCommand(options)) {
            return command.run(options);
        }
    }

    private String run(Options options) {
        Frontier frontier = Frontier.empty();
        for (byte[] line = lines.next(); line != null; line = lines.next()) {
            byte[] bytes = line;
            Entry entry = StoppedException.at(lines.where(), () -> Entry.parse(bytes));
            prove(entry);
            history.add(entry, lines.where());
            open(entry);
            if (proofs == null) {
                frontier = frontier.append(List.of(entry.hash()));
            }
            entries++;
        }
        finish(options, frontier);
        return "%,d entries are %s of %s, size %d.\n%,d chains%s; %,d disclosures open.".formatted(entries,
                proofs == null ? "the whole log" : "in the log", checkpoint.origin(), checkpoint.size(),
                history.chains().size(),
                history.omissions() == 0
                        ? " from their beginning"
                        : ", with records missing here before %,d entries".formatted(history.omissions()),
                opened);
    }

    private void prove(Entry entry) {
        if (proofs == null) {
            return;
        }
        var proof = proofs.take(entry.logIndex());
        if (proof == null) {
            throw StoppedException.found("%s: there is no proof for log_index %d", lines.where(), entry.logIndex());
        }
        if (!Proofs.checkInclusion(proof.value(), entry.logIndex(), entry.hash(), checkpoint.size(),
                checkpoint.root())) {
            throw StoppedException.found("%s: the proof in %s does not lead from this entry, as log_index %d, to the "
                    + "checkpoint: the entry was changed or moved, or the proof is another's", lines.where(),
                    proof.where(), entry.logIndex());
        }
    }

    private void open(Entry entry) {
        if (disclosures == null) {
            return;
        }
        for (var line = disclosures.take(entry.logIndex()); line != null; line = disclosures.take(entry.logIndex())) {
            line.value().check(entry, line.where());
            opened++;
        }
    }

    private void finish(Options options, Frontier frontier) {
        if (disclosures != null) {
            disclosures.finish();
        }
        if (proofs != null) {
            proofs.finish();
        }
        boolean bounded = proofs == null || options.has("--from") || options.has("--to");
        if (bounded && history.nextIndex() != to) {
            throw StoppedException.found("%s: it ends before log_index %d, and should end before %d", options.other(0),
                    history.nextIndex(), to);
        }
        if (proofs == null && !Arrays.equals(frontier.root(), checkpoint.root())) {
            throw StoppedException
                    .found("%s: the entries do not give the root of the checkpoint, although their chains "
                            + "fit: the newest entry of a chain was changed, or a whole chain. Proofs or the log's tiles tell "
                            + "which", options.other(0));
        }
    }

    @Override
    public void close() {
        lines.close();
        if (proofs != null) {
            proofs.close();
        }
        if (disclosures != null) {
            disclosures.close();
        }
    }
}
