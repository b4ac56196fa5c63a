package io.datastorage.verify;

import io.datastorage.log.Checkpoint;
import io.datastorage.log.SignedNote;
import io.datastorage.log.TileReader;
import io.datastorage.log.Transition;

import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * From the epoch that an auditor has a key of to the one that the log is in. A log whose database was rolled back goes on
 * under another origin; a note that both origins signed leads there.
 *
 * @param keys with those that the transitions name; an origin that ended signs nothing beyond its end
 * @param transitions oldest first
 */
record Epochs(Keys keys, List<Transition> transitions) {
    private static final Pattern ORIGIN = Pattern.compile("(.*/)(0|[1-9][0-9]{0,8})");
    private static final String FIRST_RECORD = "datastorage/epoch/";

    /** Follows the transitions of a log, if no key is given of the origin that it has now. */
    static Epochs follow(Keys given, String origin, LogFiles files) {
        Keys keys = given;
        List<Transition> transitions = new ArrayList<>();
        Matcher present = ORIGIN.matcher(origin);
        if (present.matches()) {
            int wanted = Integer.parseInt(present.group(2));
            OptionalInt known = given.origins().map(ORIGIN::matcher)
                    .filter(form -> form.matches() && form.group(1).equals(present.group(1)))
                    .mapToInt(form -> Integer.parseInt(form.group(2))).filter(epoch -> epoch <= wanted).min();
            for (int epoch = known.orElse(wanted) + 1; epoch <= wanted; epoch++) {
                SignedNote note = files.transition(epoch);
                String where = LogFiles.transitionPath(epoch);
                Transition transition = StoppedException.at(where, () -> Transition.parse(note.text()));
                keys = keys.after(transition, note, where);
                transitions.add(transition);
            }
        }
        return new Epochs(keys, List.copyOf(transitions));
    }

    /** Stops unless the log begins with what each epoch began with. */
    void check(Checkpoint newer, TileReader untrusted) {
        for (Transition transition : transitions) {
            Extension.check(new Checkpoint(newer.origin(), transition.kept().size(), transition.kept().root()), newer,
                    untrusted);
        }
    }

    /**
     * Stops if what an earlier checkpoint covers was given up since.
     *
     * @return the checkpoint as one of the newer origin
     */
    Checkpoint carry(Checkpoint older, String newer) {
        String origin = older.origin();
        for (Transition transition : transitions) {
            if (!transition.oldOrigin().equals(origin) || origin.equals(newer)) {
                continue;
            }
            long kept = transition.kept().size();
            if (older.size() > kept) {
                throw StoppedException.found(
                        "log_index %d to %d, which the checkpoint of %s covers, were given up: the "
                                + "log was rolled back and went on as %s with the first %d records of what was left. To audit "
                                + "that, begin anew with its key and without the earlier state or checkpoint",
                        kept,
                        older.size() - 1, older.origin(), transition.newOrigin(), kept);
            }
            origin = transition.newOrigin();
        }
        return new Checkpoint(origin, older.size(), older.root());
    }

    /**
     * Stops if an entry should say how an epoch began, and is another or says anything else than the transition does.
     *
     * @param files what opens the entry, if the log shows it
     * @return what could not be compared, a line for each; empty if there was nothing to compare
     */
    String checkFirst(Entry entry, String where, LogFiles files) {
        StringBuilder unseen = new StringBuilder();
        for (Transition transition : transitions) {
            Matcher form = ORIGIN.matcher(transition.newOrigin());
            if (entry.logIndex() == transition.kept().size() && form.matches()) {
                if (!entry.correlationId().equals(FIRST_RECORD + form.group(2))) {
                    throw StoppedException.found("%s: log_index %d must be the record that the epoch of %s began",
                            where, entry.logIndex(), transition.newOrigin());
                }
                int epoch = Integer.parseInt(form.group(2));
                if (!new EpochStatement(transition, LogFiles.openingPath(epoch)).check(entry, files.opening(epoch))) {
                    unseen.append("\nThe log does not show what log_index %d, the first record of %s, states."
                            .formatted(entry.logIndex(), transition.newOrigin()));
                }
            }
        }
        return unseen.toString();
    }

    /** What happened, a line for each transition. */
    String told() {
        StringBuilder told = new StringBuilder();
        for (Transition transition : transitions) {
            told.append("\n").append(told(transition));
        }
        return told.toString();
    }

    static String told(Transition transition) {
        long held = transition.held().size();
        long kept = transition.kept().size();
        return "%s ended at size %d; the log went on as %s with the %d records of its database%s.".formatted(
                transition.oldOrigin(), held, transition.newOrigin(), kept,
                kept < held
                        ? ", and log_index %d to %d were given up".formatted(kept, held - 1)
                        : ", which were not those that had been signed");
    }
}
