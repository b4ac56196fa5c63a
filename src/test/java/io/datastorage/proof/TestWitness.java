package io.datastorage.proof;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.datastorage.log.Checkpoint;
import io.datastorage.log.Hashes;
import io.datastorage.log.Proofs;
import io.datastorage.log.SignedNote;
import io.datastorage.log.TestCosigner;
import io.datastorage.log.VerifierKey;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;

/** A witness of one log that believes nothing (C2SP tlog-witness). */
final class TestWitness implements AutoCloseable {
    private final TestCosigner cosigner = TestCosigner.generate("witness.example/w1");
    private final HttpServer server;
    private final VerifierKey log;
    private final AtomicInteger failing = new AtomicInteger();
    private long size;
    private byte[] root = Hashes.empty();

    TestWitness(VerifierKey log) throws IOException {
        this.log = log;
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/submit/add-checkpoint", this::handle);
        server.start();
    }

    String url() {
        return "http://localhost:" + server.getAddress().getPort() + "/submit";
    }

    VerifierKey key() {
        return cosigner.verifierKey();
    }

    /** Answers the next requests with an error. */
    void fail(int times) {
        failing.set(times);
    }

    synchronized long size() {
        return size;
    }

    private void handle(HttpExchange exchange) throws IOException {
        try (exchange) {
            String request = new String(exchange.getRequestBody().readAllBytes(), UTF_8);
            if (failing.getAndUpdate(left -> Math.max(0, left - 1)) > 0) {
                answer(exchange, 500, "");
                return;
            }
            cosign(exchange, request);
        }
    }

    private synchronized void cosign(HttpExchange exchange, String request) throws IOException {
        int end = request.indexOf("\n\n");
        List<String> lines = List.of(request.substring(0, end).split("\n"));
        long old = Long.parseLong(lines.getFirst().substring("old ".length()));
        List<byte[]> proof = new ArrayList<>();
        lines.stream().skip(1).forEach(line -> proof.add(Base64.getDecoder().decode(line)));
        SignedNote note = SignedNote.parse(request.substring(end + 2));
        Checkpoint checkpoint = Checkpoint.parse(note.text());
        if (!checkpoint.origin().equals(log.name())) {
            answer(exchange, 404, "");
        } else if (!log.verifies(note)) {
            answer(exchange, 403, "");
        } else if (old > checkpoint.size()) {
            answer(exchange, 400, "");
        } else if (old != size || (old == checkpoint.size() && !Arrays.equals(root, checkpoint.root()))) {
            exchange.getResponseHeaders().set("Content-Type", "text/x.tlog.size");
            answer(exchange, 409, size + "\n");
        } else if (!Proofs.checkConsistency(proof, old, root, checkpoint.size(), checkpoint.root())) {
            answer(exchange, 422, "");
        } else {
            size = checkpoint.size();
            root = checkpoint.root();
            answer(exchange, 200, cosigner.cosign(note.text(), Instant.now().getEpochSecond()).line());
        }
    }

    private static void answer(HttpExchange exchange, int status, String body) throws IOException {
        byte[] bytes = body.getBytes(UTF_8);
        exchange.sendResponseHeaders(status, bytes.length == 0 ? -1 : bytes.length);
        exchange.getResponseBody().write(bytes);
    }

    @Override
    public void close() {
        server.stop(0);
    }
}
