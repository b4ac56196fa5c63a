package io.datastorage.verify;

import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** The arguments of one command: {@code --name value} or {@code --name=value}, {@code --flag}, and the others in order. */
final class Options {
    private final Map<String, String> values = new HashMap<>();
    private final List<String> others = new ArrayList<>();

    private Options() {}

    /**
     * Takes arguments apart.
     *
     * @param valued names of the options that have a value
     * @param flags names of those that have none
     * @param others how many other arguments there must be
     */
    static Options of(List<String> args, Set<String> valued, Set<String> flags, int others) {
        Options options = new Options();
        for (int i = 0; i < args.size(); i++) {
            String arg = args.get(i);
            int equals = arg.indexOf('=');
            String name = arg.startsWith("--") && equals > 0 ? arg.substring(0, equals) : arg;
            if (!arg.startsWith("--")) {
                options.others.add(arg);
            } else if (flags.contains(arg)) {
                options.put(name, "");
            } else if (!valued.contains(name)) {
                throw StoppedException.misused("there is no option %s here", name);
            } else if (equals > 0) {
                options.put(name, arg.substring(equals + 1));
            } else if (++i < args.size()) {
                options.put(name, args.get(i));
            } else {
                throw StoppedException.misused("%s must be followed by its value", name);
            }
        }
        if (options.others.size() != others) {
            throw StoppedException.misused("%d arguments are expected beside the options, and %d are given", others,
                    options.others.size());
        }
        return options;
    }

    private void put(String name, String value) {
        if (values.put(name, value) != null) {
            throw StoppedException.misused("%s is given twice", name);
        }
    }

    boolean has(String name) {
        return values.containsKey(name);
    }

    @Nullable
    String get(String name) {
        return values.get(name);
    }

    String require(String name) {
        String value = get(name);
        if (value == null) {
            throw StoppedException.misused("%s must be given", name);
        }
        return value;
    }

    /** A whole number from 0 on. */
    long count(String name) {
        String value = require(name);
        if (!value.matches("0|[1-9][0-9]{0,17}")) {
            throw StoppedException.misused("%s must be a whole number from 0 on", name);
        }
        return Long.parseLong(value);
    }

    String other(int number) {
        return others.get(number);
    }
}
