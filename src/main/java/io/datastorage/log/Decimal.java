package io.datastorage.log;

import java.util.regex.Pattern;

/** Numbers as C2SP has them: ASCII digits, no sign, no leading zero. */
final class Decimal {
    private static final Pattern FORM = Pattern.compile("0|[1-9][0-9]{0,18}");

    private Decimal() {}

    /** @param what where the number stands and what it is, for the message */
    static long parse(String text, String what) {
        if (FORM.matcher(text).matches()) {
            try {
                return Long.parseLong(text);
            } catch (NumberFormatException tooLarge) {
                throw new MalformedException(what + " must be at most " + Long.MAX_VALUE, tooLarge);
            }
        }
        throw new MalformedException(
                what + " must be a decimal number of at most 19 digits without sign or leading zeros");
    }
}
