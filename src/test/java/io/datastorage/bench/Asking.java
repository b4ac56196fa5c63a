package io.datastorage.bench;

import java.io.IOException;
import java.net.HttpURLConnection;
import java.net.URI;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** One client that reads, over one connection that is kept. It blocks, so what it adds to a time is little. */
final class Asking {
    private static final Pattern NEXT = Pattern.compile("\"next_cursor\":\"([^\"]+)\"");

    private final String base;

    Asking(int port) {
        base = "http://localhost:" + port;
    }

    /** The body of an answer, which must be 200. */
    byte[] get(String pathAndQuery) throws IOException {
        var connection = (HttpURLConnection) URI.create(base + pathAndQuery).toURL().openConnection();
        if (connection.getResponseCode() != 200) {
            throw new IllegalStateException(pathAndQuery + " is answered " + connection.getResponseCode());
        }
        // Read to its end and closed, so that the connection is used again.
        try (var body = connection.getInputStream()) {
            return body.readAllBytes();
        }
    }

    /** Where the page after this one begins. */
    static String nextCursor(byte[] page) {
        Matcher next = NEXT.matcher(new String(page, java.nio.charset.StandardCharsets.UTF_8));
        if (!next.find()) {
            throw new IllegalStateException("this was the last page");
        }
        return next.group(1);
    }
}
