package io.datastorage.event;

/** What a string must be to have one UTF-8 form and to fit into PostgreSQL's {@code text} and {@code jsonb}. */
final class Unicode {
    private Unicode() {}

    /** @throws IllegalArgumentException for U+0000, which PostgreSQL refuses, and for half a surrogate pair */
    static void requireStorable(String text) {
        // Most strings end in this loop, which is small so that it becomes fast.
        int i = 0;
        while (i < text.length() && text.charAt(i) != 0 && text.charAt(i) < Character.MIN_SURROGATE) {
            i++;
        }
        for (; i < text.length(); i++) {
            char unit = text.charAt(i);
            if (unit == 0) {
                throw new IllegalArgumentException("a key or string may not hold U+0000: leave the character out");
            }
            if (Character.isSurrogate(unit)) {
                boolean paired = Character.isHighSurrogate(unit) && i + 1 < text.length()
                        && Character.isLowSurrogate(text.charAt(i + 1));
                if (!paired) {
                    throw new IllegalArgumentException("a key or string may not hold a lone surrogate:"
                            + " send whole characters, as UTF-8 or as a pair of \\u escapes");
                }
                i++;
            }
        }
    }
}
