package io.datastorage.log;

import java.util.regex.Pattern;

/** The index in a tile's path: groups of three digits, all but the last after an x, and no more than it needs. */
final class TileIndex {
    /** A whole path, with the groups level, index and width. */
    static final Pattern PATH = Pattern.compile("tile/(?<level>entries|0|[1-9][0-9]?)/"
            + "(?<index>(?:x[0-9]{3}/){0,6}[0-9]{3})(?:\\.p/(?<width>[1-9][0-9]{0,2}))?");

    private TileIndex() {}

    static String format(long index) {
        String text = group(index);
        for (long rest = index / 1000; rest > 0; rest /= 1000) {
            text = "x" + group(rest) + "/" + text;
        }
        return text;
    }

    /** The last three digits. Not by a format, which would write the digits of the default locale. */
    private static String group(long number) {
        return Long.toString(1000 + number % 1000).substring(1);
    }

    static long parse(String text) {
        if (text.startsWith("x000/")) {
            throw new MalformedException("the index of a tile must not begin with x000");
        }
        return Decimal.parse(text.replaceAll("[x/]", "").replaceFirst("^0+(?=.)", ""), "the index of a tile");
    }
}
