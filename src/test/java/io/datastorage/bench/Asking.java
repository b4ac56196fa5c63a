package io.datastorage.bench;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** One client that reads, over one connection that is kept. */
final class Asking implements AutoCloseable {
    private static final Pattern NEXT = Pattern.compile("\"next_cursor\":\"([^\"]+)\"");

    private final HttpClient client = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private final String base;

    Asking(int port) {
        base = "http://localhost:" + port;
    }

    /** The body of an answer, which must be 200. */
    byte[] get(String pathAndQuery) throws Exception {
        HttpResponse<byte[]> answer = client.send(HttpRequest.newBuilder(URI.create(base + pathAndQuery)).build(),
                BodyHandlers.ofByteArray());
        if (answer.statusCode() != 200) {
            throw new IllegalStateException(pathAndQuery + " is answered " + answer.statusCode());
        }
        return answer.body();
    }

    /** Where the page after this one begins. */
    static String nextCursor(byte[] page) {
        Matcher next = NEXT.matcher(new String(page, java.nio.charset.StandardCharsets.UTF_8));
        if (!next.find()) {
            throw new IllegalStateException("this was the last page");
        }
        return next.group(1);
    }

    @Override
    public void close() {
        client.close();
    }
}
