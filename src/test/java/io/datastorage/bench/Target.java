package io.datastorage.bench;

/**
 * What a ratio is to be.
 *
 * @param value NaN if it is only reported
 */
record Target(Kind kind, double value) {
    enum Kind {
        AT_LEAST, AT_MOST, REPORTED
    }

    static Target atLeast(double value) {
        return new Target(Kind.AT_LEAST, value);
    }

    static Target atMost(double value) {
        return new Target(Kind.AT_MOST, value);
    }

    static Target reported() {
        return new Target(Kind.REPORTED, Double.NaN);
    }

    /** Whether a ratio is what it is to be; one that is only reported always is. */
    boolean metBy(double ratio) {
        return switch (kind) {
            case AT_LEAST -> ratio >= value;
            case AT_MOST -> ratio <= value;
            case REPORTED -> true;
        };
    }

    /** Whether a ratio is worse than another by more than a share of it; one that is only reported never is. */
    boolean worse(double ratio, double than, double tolerance) {
        return switch (kind) {
            case AT_LEAST -> ratio < than * (1 - tolerance);
            case AT_MOST -> ratio > than * (1 + tolerance);
            case REPORTED -> false;
        };
    }

    /** As a table has it. */
    String shown() {
        return switch (kind) {
            case AT_LEAST -> "at least " + Numbers.ratio(value);
            case AT_MOST -> "at most " + Numbers.ratio(value);
            case REPORTED -> "reported";
        };
    }

    /** Whether it was met, as a table has it. */
    String verdict(double ratio) {
        return kind == Kind.REPORTED ? "" : metBy(ratio) ? "met" : "missed";
    }
}
