package io.datastorage.event;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The one text of a decimal number: its exact value, trailing zeros stripped, in the layout of ECMAScript
 * {@code Number::toString} (ECMA-262 §6.1.6.1.20), which is defined there for the digits of a double and used here for
 * any number of digits.
 *
 * <p>Works on characters only, in time linear in their number: no binary floating point could round, and no big
 * integer could make a million digits expensive.
 */
final class CanonicalNumber {
    /** Most significant digits a number may have, leading and trailing zeros not counted. */
    static final int MAX_DIGITS = 1000;
    /** Largest magnitude of {@code e} when the number is written {@code d.ddd × 10^e} with {@code d} from 1 to 9. */
    static final int MAX_EXPONENT = 400;

    // Possessive, so that a refusal is linear too.
    private static final Pattern JSON_NUMBER = Pattern
            .compile("(-?)(0|[1-9][0-9]*+)(?:\\.([0-9]++))?(?:[eE]([+-]?)([0-9]++))?");

    private CanonicalNumber() {}

    /**
     * The canonical text of a number as RFC 8259 §6 writes it.
     *
     * @throws IllegalArgumentException for any other text, and for a number beyond the two limits
     */
    static String of(String number) {
        if (isPlain(number)) {
            return number;
        }
        Matcher parts = JSON_NUMBER.matcher(number);
        if (!parts.matches()) {
            throw new IllegalArgumentException("not a JSON number");
        }
        String integer = parts.group(2);
        String fraction = parts.group(3);
        String digits = fraction == null ? integer : integer + fraction;
        int first = 0;
        while (first < digits.length() && digits.charAt(first) == '0') {
            first++;
        }
        if (first == digits.length()) {
            return "0";
        }
        int end = digits.length();
        while (digits.charAt(end - 1) == '0') {
            end--;
        }
        if (end - first > MAX_DIGITS) {
            throw new IllegalArgumentException(
                    "a number may have at most 1,000 significant digits: send a longer one as a string");
        }
        long exponent = integer.length() - 1L - first + exponent(parts.group(4), parts.group(5));
        if (Math.abs(exponent) > MAX_EXPONENT) {
            throw new IllegalArgumentException("a number, written d.ddd times a power of ten, may have an exponent"
                    + " from -400 to 400: send one beyond that as a string");
        }
        return layout(parts.group(1), digits.substring(first, end), (int) exponent);
    }

    /** Whether it is an integer that is written as its digits, as most numbers are. */
    private static boolean isPlain(String number) {
        int first = number.startsWith("-") ? 1 : 0;
        int digits = number.length() - first;
        if (digits < 1 || digits > 21 || number.charAt(first) == '0') {
            return number.equals("0");
        }
        for (int i = first; i < number.length(); i++) {
            if (number.charAt(i) < '0' || number.charAt(i) > '9') {
                return false;
            }
        }
        return true;
    }

    /** Saturates at 10^18: no text that fits into memory has enough digits to bring such an exponent back in range. */
    private static long exponent(String sign, String digits) {
        if (digits == null) {
            return 0;
        }
        int first = 0;
        while (first < digits.length() - 1 && digits.charAt(first) == '0') {
            first++;
        }
        boolean saturated = digits.length() - first > 18;
        long magnitude = saturated
                ? 1_000_000_000_000_000_000L
                : Long.parseLong(digits, first, digits.length(), 10);
        return sign.equals("-") ? -magnitude : magnitude;
    }

    /** ECMA-262 §6.1.6.1.20 with its names: {@code k} digits, the decimal point after digit {@code n}. */
    private static String layout(String sign, String digits, int exponent) {
        int k = digits.length();
        int n = exponent + 1;
        if (k <= n && n <= 21) {
            return sign + digits + "0".repeat(n - k);
        }
        if (0 < n && n <= 21) {
            return sign + digits.substring(0, n) + "." + digits.substring(n);
        }
        if (-6 < n && n <= 0) {
            return sign + "0." + "0".repeat(-n) + digits;
        }
        String point = k == 1 ? "" : ".";
        return sign + digits.charAt(0) + point + digits.substring(1) + (exponent < 0 ? "e-" : "e+")
                + Math.abs(exponent);
    }
}
