package io.datastorage.verify;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** A log behind a URL. What may pass is asked for again a few times. */
final class HttpSource implements LogSource {
    private static final Duration CONNECT = Duration.ofSeconds(10);
    /** For a whole answer: a request's own timeout ends with the headers. */
    private static final Duration ANSWER = Duration.ofSeconds(60);
    private static final int ATTEMPTS = 4;
    private static final Duration FIRST_PAUSE = Duration.ofMillis(250);

    /** Follows no redirection: the token would go along, to wherever the server says. */
    private final HttpClient client = HttpClient.newBuilder().connectTimeout(CONNECT)
            .followRedirects(HttpClient.Redirect.NEVER).build();
    private final String base;
    private final String token;

    /** @param token sent as a bearer token, unless empty */
    HttpSource(String base, String token) {
        this.base = base.endsWith("/") ? base : base + "/";
        this.token = token;
        if (!isUsable()) {
            throw StoppedException.misused("%s is no URL of a log, or the token cannot be sent", base);
        }
    }

    private boolean isUsable() {
        try {
            return request(LogFiles.CHECKPOINT).uri().getHost() != null;
        } catch (IllegalArgumentException malformed) {
            return false;
        }
    }

    @Override
    public Optional<byte[]> read(String path, int limit) throws IOException {
        for (int attempt = 1;; attempt++) {
            try {
                HttpResponse<byte[]> response = ask(path, limit);
                int status = response.statusCode();
                if (status == 200) {
                    return Optional.of(response.body());
                }
                if (status == 404) {
                    return Optional.empty();
                }
                if ((status < 500 && status != 429) || attempt == ATTEMPTS) {
                    throw new Refused("the server answers " + status);
                }
            } catch (Refused refused) {
                throw refused;
            } catch (IOException broken) {
                if (attempt == ATTEMPTS) {
                    throw broken;
                }
            }
            pause(attempt);
        }
    }

    private HttpResponse<byte[]> ask(String path, int limit) throws IOException {
        var answer = client.sendAsync(request(path), BodyHandlers.limiting(BodyHandlers.ofByteArray(), limit));
        try {
            return answer.get(ANSWER.toSeconds(), TimeUnit.SECONDS);
        } catch (ExecutionException failed) {
            throw failed.getCause() instanceof IOException cause ? cause : new IOException(failed.getCause());
        } catch (TimeoutException slow) {
            answer.cancel(true);
            throw new IOException("no whole answer in %d s".formatted(ANSWER.toSeconds()), slow);
        } catch (InterruptedException interrupted) {
            throw stopped(interrupted);
        }
    }

    /** An answer that asking again would not change. */
    private static final class Refused extends IOException {
        Refused(String message) {
            super(message);
        }
    }

    private HttpRequest request(String path) {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(base + path));
        return (token.isEmpty() ? request : request.header("Authorization", "Bearer " + token)).build();
    }

    private static void pause(int attempt) throws IOException {
        try {
            Thread.sleep(FIRST_PAUSE.multipliedBy(1L << (attempt - 1)));
        } catch (InterruptedException interrupted) {
            throw stopped(interrupted);
        }
    }

    private static IOException stopped(InterruptedException interrupted) {
        Thread.currentThread().interrupt();
        return new IOException("interrupted", interrupted);
    }

    @Override
    public String toString() {
        return base;
    }

    @Override
    public void close() {
        client.shutdownNow();
    }
}
