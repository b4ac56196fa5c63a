package io.datastorage.bench;

import org.springframework.web.util.HtmlUtils;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;

/** A page of text, tables and plots that needs no other file. */
final class Report {
    private static final String STYLE = """
            body { font: 15px/1.5 sans-serif; max-width: 1300px; margin: 2em auto; padding: 0 1em; color: #222 }
            .plots { display: flex; flex-wrap: wrap; gap: 1em }
            svg { max-width: 100% }
            table { border-collapse: collapse; margin: 1em 0 }
            th, td { padding: .15em .8em; border-bottom: 1px solid #ddd; text-align: right }
            th:first-child, td:first-child { text-align: left }
            pre { white-space: pre-wrap }
            """;

    private final StringBuilder body = new StringBuilder();
    private final String title;
    private int plots;

    Report(String title) {
        this.title = title;
        body.append("<h1>").append(escape(title)).append("</h1>\n");
    }

    Report heading(String text) {
        body.append("<h2>").append(escape(text)).append("</h2>\n");
        return this;
    }

    Report text(String text) {
        body.append("<p>").append(escape(text)).append("</p>\n");
        return this;
    }

    Report table(List<String> header, List<List<String>> rows) {
        body.append("<table>\n").append(row("th", header));
        rows.forEach(each -> body.append(row("td", each)));
        body.append("</table>\n");
        return this;
    }

    Report plots(List<Plot> all) {
        body.append("<div class=\"plots\">\n");
        all.forEach(plot -> body.append("<figure style=\"margin:0\">").append(plot.svg("p" + plots++ + "-"))
                .append("</figure>\n"));
        body.append("</div>\n");
        return this;
    }

    void write(Path file) throws IOException {
        Files.createDirectories(file.toAbsolutePath().getParent());
        Files.writeString(file, """
                <!DOCTYPE html>
                <html lang="en">
                <head><meta charset="utf-8"><title>%s</title>
                <style>
                %s</style></head>
                <body>
                %s</body>
                </html>
                """.formatted(escape(title), STYLE, body));
    }

    private static String row(String cell, List<String> cells) {
        return cells.stream().map(text -> "<" + cell + ">" + escape(text) + "</" + cell + ">")
                .collect(Collectors.joining("", "<tr>", "</tr>\n"));
    }

    private static String escape(String text) {
        return HtmlUtils.htmlEscape(text, "UTF-8");
    }
}
