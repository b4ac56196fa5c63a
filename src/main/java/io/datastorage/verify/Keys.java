package io.datastorage.verify;

import io.datastorage.log.Checkpoint;
import io.datastorage.log.MalformedException;
import io.datastorage.log.SignedNote;
import io.datastorage.log.Transition;
import io.datastorage.log.VerifierKey;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/**
 * The keys that an auditor trusts. A checkpoint must be signed by one of the log's keys, and cosigned by every witness
 * whose key is among them.
 */
final class Keys {
    private final List<Trusted> keys;

    private Keys(List<Trusted> keys) {
        this.keys = keys;
    }

    /** @param lastSize the largest log that the key may have signed: a retired key signs nothing later */
    private record Trusted(VerifierKey key, long lastSize) {
        boolean signs(SignedNote note, Checkpoint checkpoint) {
            return !key.isCosigner() && key.name().equals(checkpoint.origin()) && key.verifies(note)
                    && checkpoint.size() <= lastSize;
        }
    }

    /**
     * Reads the option {@code --key}: one key, or a file with one on each line, where empty lines and such that begin
     * with # count for nothing, and a retired key is followed by a space and the last size that it signed.
     */
    static Keys of(Options options) {
        String given = options.require("--key");
        boolean isKey = given.matches(".+\\+[0-9a-f]{8}\\+.+");
        List<String> lines = isKey ? List.of(given) : Inputs.text(given).lines().map(String::strip).toList();
        List<Trusted> keys = new ArrayList<>();
        for (int i = 0; i < lines.size(); i++) {
            String line = lines.get(i);
            if (!line.isEmpty() && !line.startsWith("#")) {
                keys.add(key(line, isKey ? "--key" : "%s, line %d".formatted(given, i + 1)));
            }
        }
        if (keys.stream().allMatch(trusted -> trusted.key.isCosigner())) {
            throw StoppedException.misused("%s: no key of a log is given", given);
        }
        return new Keys(List.copyOf(keys));
    }

    private static Trusted key(String line, String where) {
        int space = line.indexOf(' ');
        String size = space < 0 ? String.valueOf(Long.MAX_VALUE) : line.substring(space + 1);
        try {
            return new Trusted(VerifierKey.parse(space < 0 ? line : line.substring(0, space)), Long.parseLong(size));
        } catch (MalformedException malformed) {
            throw StoppedException.misused("%s: %s", where, String.valueOf(malformed.getMessage()));
        } catch (NumberFormatException notASize) {
            throw StoppedException.misused("%s: after the key of a log that was retired comes its last size", where);
        }
    }

    /**
     * The checkpoint in a note that these keys signed.
     *
     * @param where the note comes from
     */
    Checkpoint open(SignedNote note, String where) {
        Checkpoint checkpoint = StoppedException.at(where, () -> Checkpoint.parse(note.text()));
        if (keys.stream().noneMatch(trusted -> trusted.signs(note, checkpoint))) {
            throw StoppedException.found("%s: no given key has signed this checkpoint of %s", where,
                    checkpoint.origin());
        }
        for (Trusted trusted : keys) {
            if (trusted.key.isCosigner() && !trusted.key.verifies(note)) {
                throw StoppedException.found("%s: the witness %s has not cosigned this checkpoint", where,
                        trusted.key.name());
            }
        }
        return checkpoint;
    }

    /** The names of the log's keys. */
    Stream<String> origins() {
        return keys.stream().map(Trusted::key).filter(key -> !key.isCosigner()).map(VerifierKey::name);
    }

    /**
     * These keys and those that a transition leads to; the keys of its old origin sign nothing beyond what was held.
     *
     * @param where the note comes from
     */
    Keys after(Transition transition, SignedNote note, String where) {
        if (keys.stream().noneMatch(trusted -> transition.isSigned(note, trusted.key)
                && transition.held().size() <= trusted.lastSize)) {
            throw StoppedException.found("%s: not both a given key of %s and a key of %s have signed this transition",
                    where, transition.oldOrigin(), transition.newOrigin());
        }
        List<Trusted> next = new ArrayList<>();
        for (Trusted trusted : keys) {
            boolean ended = trusted.key.name().equals(transition.oldOrigin());
            next.add(ended
                    ? new Trusted(trusted.key, Math.min(trusted.lastSize, transition.held().size()))
                    : trusted);
        }
        for (VerifierKey key : transition.keys()) {
            if (next.stream().noneMatch(trusted -> trusted.key.equals(key))) {
                next.add(new Trusted(key, Long.MAX_VALUE));
            }
        }
        return new Keys(List.copyOf(next));
    }

    /** Reads and opens a checkpoint in a file. */
    Checkpoint open(String file) {
        return open(Inputs.note(file), file);
    }
}
