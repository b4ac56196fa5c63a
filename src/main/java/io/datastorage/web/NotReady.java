package io.datastorage.web;

import java.util.Arrays;
import java.util.Locale;

/** Why the service is not ready. Of several reasons the first in this order is told. */
public enum NotReady {
    /** It is going down. */
    SHUTTING_DOWN(true),
    /** The database does not answer. */
    DATABASE_UNREACHABLE(false),
    /** Migrations have not finished, or have failed. */
    SCHEMA_NOT_READY(true),
    /** The log is not the one that was signed or appended to before. */
    LOG_MISMATCH(false),
    /** The store of the held head does not answer. */
    HELD_HEAD_UNREACHABLE(false);

    private final boolean withdraws;

    NotReady(boolean withdraws) {
        this.withdraws = withdraws;
    }

    /**
     * Whether Kubernetes should take the pod out of the Service. A pod that only lost its database must stay
     * reachable, to hold requests until it is back and to answer them.
     */
    boolean withdraws() {
        return withdraws;
    }

    static String[] reasons() {
        return Arrays.stream(values()).map(NotReady::reason).toArray(String[]::new);
    }

    /** The name that clients read. */
    String reason() {
        return name().toLowerCase(Locale.ROOT);
    }
}
