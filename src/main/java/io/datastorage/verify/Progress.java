package io.datastorage.verify;

import java.io.Console;
import java.io.PrintStream;
import java.time.Duration;
import java.util.Optional;

/** How far an audit is: a bar where somebody watches, else a line now and then. */
final class Progress {
    private static final int BAR = 40;

    private final PrintStream err;
    private final boolean watched;
    private final long from;
    private final long to;
    private final long start = System.nanoTime();
    private long said = start;

    Progress(PrintStream err, boolean watched, long from, long to) {
        this.err = err;
        this.watched = watched;
        this.from = from;
        this.to = to;
    }

    /** Progress on standard error. */
    static Progress onStandardError(long from, long to) {
        boolean watched = Optional.ofNullable(System.console()).filter(Console::isTerminal).isPresent();
        return new Progress(System.err, watched, from, to);
    }

    void at(long index) {
        Duration pause = watched ? Duration.ofMillis(100) : Duration.ofSeconds(10);
        if (index == to || System.nanoTime() - said >= pause.toNanos()) {
            said = System.nanoTime();
            say(index);
        }
    }

    private void say(long index) {
        double part = to == from ? 1 : (double) (index - from) / (to - from);
        double seconds = Math.max(1e-9, (said - start) / 1e9);
        String text = "%,d of %,d entries, %.0f/s".formatted(index, to, (index - from) / seconds);
        if (!watched) {
            err.println(text);
            return;
        }
        int filled = (int) (part * BAR);
        err.print("\r[" + "#".repeat(filled) + ".".repeat(BAR - filled) + "] " + text + "\033[K");
        if (index == to) {
            err.println();
        }
        err.flush();
    }
}
