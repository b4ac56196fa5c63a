package io.datastorage.bench;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.Locale;

/** Numbers for people and for spreadsheets. */
final class Numbers {
    private Numbers() {}

    /** No exponent; as many digits as tell something. */
    static String plain(double value) {
        return new BigDecimal(value).setScale(Math.abs(value) >= 10_000 ? 0 : 4, RoundingMode.HALF_EVEN)
                .stripTrailingZeros().toPlainString();
    }

    /** As many digits as one reads at a glance; a dash for none. */
    static String shown(double value) {
        if (!Double.isFinite(value)) {
            return "–";
        }
        double size = Math.abs(value);
        return String.format(Locale.ROOT,
                size >= 100 || value == Math.rint(value) ? "%,.0f" : size >= 10 ? "%.1f" : "%.2f", value);
    }

    /** A ratio; a dash for none. */
    static String ratio(double value) {
        return Double.isFinite(value) ? String.format(Locale.ROOT, value < 10 ? "%.2f" : "%,.1f", value) : "–";
    }
}
