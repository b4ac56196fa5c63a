package io.datastorage.proof;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Reads what an operator decides on the command line. */
final class Decisions {
    /** How its arguments begin; no setting does. */
    static final List<String> NAMES = List.of("--size=", "--decided-by=", "--reason=");

    private static final int MAX_LENGTH = 1_024;

    private Decisions() {}

    /**
     * Reads all three, each given once.
     *
     * @return empty if one is missing, or is no number of records, or no text of 1 to 1,024 characters in one line
     */
    static Optional<NewEpoch.Decision> read(List<String> args) {
        Map<String, String> given = new HashMap<>();
        for (String arg : args) {
            String name = arg.substring(0, arg.indexOf('=') + 1);
            if (!NAMES.contains(name) || given.put(name, arg.substring(name.length())) != null) {
                return Optional.empty();
            }
        }
        if (!given.keySet().equals(Set.copyOf(NAMES)) || !given.getOrDefault("--size=", "").matches("[0-9]{1,18}")
                || !isText(given.getOrDefault("--decided-by=", "")) || !isText(given.getOrDefault("--reason=", ""))) {
            return Optional.empty();
        }
        return Optional.of(new NewEpoch.Decision(Long.parseLong(given.getOrDefault("--size=", "")),
                given.getOrDefault("--decided-by=", ""), given.getOrDefault("--reason=", "")));
    }

    /** Whether an operator can say it: one line of 1 to 1,024 characters. */
    static boolean isText(String text) {
        return !text.isBlank() && text.codePointCount(0, text.length()) <= MAX_LENGTH
                && text.codePoints()
                        .noneMatch(c -> Character.isISOControl(c) || Character.getType(c) == Character.SURROGATE);
    }
}
