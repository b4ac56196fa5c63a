package io.datastorage.verify;

import io.datastorage.log.SignedNote;
import io.datastorage.log.Transition;

import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/** {@code transition}: how a log that was rolled back went on, and with which key. */
final class TransitionCommand {
    private TransitionCommand() {}

    static String run(List<String> args) {
        Options options = Options.of(args, Set.of("--key"), Set.of(), 1);
        Keys keys = Keys.of(options);
        String file = options.other(0);
        SignedNote note = Inputs.note(file);
        Transition transition = StoppedException.at(file, () -> Transition.parse(note.text()));
        keys.after(transition, note, file);
        return "%s\nIts key from then on:\n%s".formatted(Epochs.told(transition),
                transition.keys().stream().map(Object::toString).collect(Collectors.joining("\n")));
    }
}
