package io.datastorage.chart;

import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The chart's table of values, written from the comments in {@code values.yaml}. */
final class ValuesPage {
    private static final Pattern KEY = Pattern.compile("( *)([\\w-]+):(?: (.*))?");
    private static final Pattern COMMENT = Pattern.compile(" *# (.*)");
    private static final String HEAD = "| value | default | meaning |\n|---|---|---|\n";

    private ValuesPage() {}

    /** A line of the table. {@code depth} is half its indentation. */
    private record Value(int depth, String path, String standard, @Nullable String meaning) {
        String row() {
            return "| `%s` | %s | %s |\n".formatted(path, standard.isEmpty() ? "" : "`" + standard + "`", meaning);
        }
    }

    static String table(String yaml) {
        StringBuilder table = new StringBuilder(HEAD);
        values(yaml).forEach(value -> table.append(value.row()));
        return table.toString();
    }

    /** Those with a comment; what stands below one belongs to it. */
    private static List<Value> values(String yaml) {
        List<Value> values = new ArrayList<>();
        List<String> path = new ArrayList<>();
        List<String> comment = new ArrayList<>();
        int documented = Integer.MAX_VALUE;
        for (String line : yaml.lines().toList()) {
            Matcher key = KEY.matcher(line);
            Matcher remark = COMMENT.matcher(line);
            if (remark.matches()) {
                comment.add(remark.group(1));
            } else if (key.matches()) {
                int depth = key.group(1).length() / 2;
                while (path.size() > depth) {
                    path.removeLast();
                }
                path.add(key.group(2));
                String standard = key.group(3) == null ? "" : key.group(3);
                if (depth <= documented) {
                    documented = comment.isEmpty() ? Integer.MAX_VALUE : depth;
                    values.add(new Value(depth, String.join(".", path), standard,
                            comment.isEmpty() ? null : String.join(" ", comment)));
                }
                comment.clear();
            } else {
                comment.clear();
            }
        }
        return values.stream().filter(value -> value.meaning != null || !value.standard.isEmpty()).toList();
    }
}
