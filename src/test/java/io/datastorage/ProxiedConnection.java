package io.datastorage;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import io.datastorage.DatabaseProxy.Moment;

import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.util.concurrent.CountDownLatch;

/** One connection through a {@link DatabaseProxy}: a thread for each direction, one message at a time. */
final class ProxiedConnection {
    /** Code of an SSLRequest in place of a protocol version; the answer is a single byte. */
    private static final int SSL_REQUEST = 80_877_103;

    private final DatabaseProxy proxy;
    private final Socket service;
    private final Socket server;
    private final CountDownLatch ended = new CountDownLatch(1);
    private volatile boolean answersSsl;
    private volatile boolean copied;
    private volatile boolean frozen;
    private final Watched lock = new Watched("pg_advisory_xact_lock('log_states'");
    private final Watched commit = new Watched("COMMIT");

    ProxiedConnection(DatabaseProxy proxy, Socket service, Socket server) throws IOException {
        this.proxy = proxy;
        this.service = service;
        this.server = server;
        service.setTcpNoDelay(true);
        server.setTcpNoDelay(true);
    }

    void start() {
        Thread.ofVirtual().start(() -> run(this::fromService));
        Thread.ofVirtual().start(() -> run(this::fromServer));
    }

    private interface Direction {
        void pass() throws IOException, InterruptedException;
    }

    private void run(Direction direction) {
        try {
            direction.pass();
        } catch (IOException e) {
            // One side has ended it.
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            proxy.awaitPassage();
            close();
        }
    }

    private void fromService() throws IOException, InterruptedException {
        var in = new DataInputStream(new BufferedInputStream(service.getInputStream()));
        var out = new DataOutputStream(new BufferedOutputStream(server.getOutputStream(), 1 << 17));
        var first = body(in);
        while (ByteBuffer.wrap(first).getInt() == SSL_REQUEST) {
            answersSsl = true;
            send(out, first, true);
            first = body(in);
        }
        send(out, first, true);
        while (true) {
            var type = in.readByte();
            var body = body(in);
            if (lock.isExecuted(type, body)) {
                at(Moment.BEFORE_LOCK);
            } else if (type == 'Q' && contains(body, "COPY audit_events")) {
                copied = true;
                at(Moment.BEFORE_COPY);
            } else if (type == 'd') {
                at(Moment.IN_COPY);
            } else if (commit.isExecuted(type, body) && copied) {
                at(Moment.BEFORE_COMMIT);
            }
            proxy.pace(true);
            out.writeByte(type);
            send(out, body, in.available() == 0 || type == 'c');
            if (type == 'c') {
                at(Moment.AFTER_COPY);
            }
        }
    }

    private void fromServer() throws IOException, InterruptedException {
        var in = new DataInputStream(new BufferedInputStream(server.getInputStream()));
        var out = new DataOutputStream(new BufferedOutputStream(service.getOutputStream(), 1 << 17));
        while (true) {
            var type = in.readByte();
            if (answersSsl) {
                answersSsl = false;
                proxy.pace(false);
                out.writeByte(type);
                out.flush();
                continue;
            }
            var body = body(in);
            if (type == 'C' && copied && contains(body, "COMMIT")) {
                copied = false;
                at(Moment.AFTER_COMMIT);
            }
            proxy.pace(false);
            out.writeByte(type);
            send(out, body, in.available() == 0);
        }
    }

    /** A statement that is known by its text, which the driver sends until it has prepared it, and by its name then. */
    private static final class Watched {
        private final String text;
        private String name = "";

        private Watched(String text) {
            this.text = text;
        }

        /** Whether a message is about to have it executed. */
        boolean isExecuted(byte type, byte[] body) {
            if (type == 'P' && contains(body, text)) {
                name = texts(body)[0];
                return true;
            }
            return type == 'B' && !name.isEmpty() && texts(body)[1].equals(name);
        }
    }

    /** The first two texts of a message: of Parse, the statement's name is the first; of Bind, it is the second. */
    private static String[] texts(byte[] body) {
        return new String(body, ISO_8859_1).split("\0", 3);
    }

    /** What follows the length of a message, which counts itself. */
    private static byte[] body(DataInputStream in) throws IOException {
        int length = in.readInt() - Integer.BYTES;
        var body = in.readNBytes(length);
        if (body.length < length) {
            throw new EOFException();
        }
        return body;
    }

    private static void send(DataOutputStream out, byte[] body, boolean flush) throws IOException {
        out.writeInt(body.length + Integer.BYTES);
        out.write(body);
        if (flush) {
            out.flush();
        }
    }

    private static boolean contains(byte[] body, String word) {
        return new String(body, 0, Math.min(body.length, 200), ISO_8859_1).contains(word);
    }

    private void at(Moment moment) throws IOException, InterruptedException {
        if (proxy.strikes(moment)) {
            if (proxy.freezes()) {
                frozen = true;
                ended.await();
            }
            throw new EOFException("cut at " + moment);
        }
    }

    /** Whether nothing more passes on it, although it is open. */
    boolean isFrozen() {
        return frozen;
    }

    void close() {
        proxy.ended(this);
        ended.countDown();
        for (var socket : new Socket[]{service, server}) {
            try {
                socket.close();
            } catch (IOException e) {
                // It is of no use any more.
            }
        }
    }
}
