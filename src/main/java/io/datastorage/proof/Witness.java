package io.datastorage.proof;

import io.datastorage.ledger.Checkpoints;
import io.datastorage.ledger.LatestCheckpoint.Published;
import io.datastorage.ledger.LogTiles;
import io.datastorage.log.MalformedException;
import io.datastorage.log.NoteSignature;
import io.datastorage.log.Proofs;
import io.datastorage.log.SignedNote;
import io.datastorage.log.VerifierKey;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.Base64;

/**
 * Submits checkpoints to a witness (C2SP tlog-witness) and stores its cosignatures. What the witness cosigned last it
 * says itself, by refusing a wrong old size.
 */
final class Witness implements Anchor {
    private static final int CONFLICT = 409;

    private final URI submission;
    private final VerifierKey key;
    private final Duration timeout;
    private final HttpClient client;
    private final LogTiles tiles;
    private final Checkpoints checkpoints;
    private final PresentKeys keys;
    private long cosigned;

    Witness(URI prefix, VerifierKey key, Duration timeout, HttpClient client, LogTiles tiles, Checkpoints checkpoints,
            PresentKeys keys) {
        this.submission = URI.create(prefix.toString().replaceFirst("/+$", "") + "/add-checkpoint");
        this.key = key;
        this.timeout = timeout;
        this.client = client;
        this.tiles = tiles;
        this.checkpoints = checkpoints;
        this.keys = keys;
    }

    @Override
    public String name() {
        return key.name();
    }

    @Override
    public void put(Published checkpoint) throws IOException, InterruptedException {
        HttpResponse<String> answer = submit(checkpoint);
        if (answer.statusCode() == CONFLICT) {
            cosigned = size(answer.body(), checkpoint.size());
            answer = submit(checkpoint);
        }
        if (answer.statusCode() != 200) {
            throw new IOException("answered with status " + answer.statusCode());
        }
        keep(checkpoint, answer.body());
        cosigned = checkpoint.size();
    }

    private HttpResponse<String> submit(Published checkpoint) throws IOException, InterruptedException {
        StringBuilder body = new StringBuilder("old ").append(cosigned).append('\n');
        for (byte[] hash : Proofs.consistency(cosigned, checkpoint.size(), tiles)) {
            body.append(Base64.getEncoder().encodeToString(hash)).append('\n');
        }
        body.append('\n').append(checkpoint.note());
        return client.send(HttpRequest.newBuilder(submission).timeout(timeout)
                .POST(HttpRequest.BodyPublishers.ofString(body.toString())).build(), BodyHandlers.ofString());
    }

    private static long size(String body, long newest) throws IOException {
        if (!body.matches("(0|[1-9][0-9]{0,14})\n")) {
            throw new IOException("answered with a conflict and no size of a log");
        }
        long size = Long.parseLong(body.strip());
        if (size > newest) {
            throw new IOException("has cosigned %,d records, and the log has %,d".formatted(size, newest));
        }
        return size;
    }

    /** Known since the first checkpoint was shown. */
    private int epoch() {
        return keys.get().orElse(keys.configured()).identity().epoch();
    }

    private void keep(Published checkpoint, String lines) throws IOException {
        try {
            String text = SignedNote.parse(checkpoint.note()).text();
            boolean any = false;
            for (NoteSignature signature : NoteSignature.parse(lines)) {
                if (key.verifies(text, signature)) {
                    checkpoints.cosign(epoch(), checkpoint.size(), signature.line().strip());
                    any = true;
                }
            }
            if (!any) {
                throw new IOException("answered with no cosignature of the key " + key.name());
            }
        } catch (MalformedException e) {
            throw new IOException("answered with something else than signature lines: " + e.getMessage());
        }
    }
}
