package io.datastorage.proof;

import io.datastorage.ledger.LatestCheckpoint.Published;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;

/** Posts checkpoints to an HTTP endpoint. */
record AnchorWebhook(URI endpoint, HttpClient client) implements Anchor {
    private static final Duration TIMEOUT = Duration.ofSeconds(10);

    @Override
    public String name() {
        return "webhook";
    }

    @Override
    public void put(Published checkpoint) throws IOException, InterruptedException {
        HttpResponse<Void> answer = client.send(HttpRequest.newBuilder(endpoint).timeout(TIMEOUT)
                .header("Content-Type", "text/plain; charset=utf-8")
                .POST(HttpRequest.BodyPublishers.ofString(checkpoint.note())).build(),
                HttpResponse.BodyHandlers.discarding());
        if (answer.statusCode() / 100 != 2) {
            throw new IOException("answered with status " + answer.statusCode());
        }
    }
}
