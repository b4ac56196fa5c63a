package io.datastorage;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Stands between the service and a PostgreSQL, and passes whole protocol messages on (PostgreSQL manual, chapter
 * "Frontend/Backend Protocol") until it is told to do worse.
 */
public final class DatabaseProxy implements AutoCloseable {
    private final int target;
    private final int port;
    private final Set<ProxiedConnection> connections = ConcurrentHashMap.newKeySet();
    private final Gate gate = new Gate();
    private final AtomicInteger armed = new AtomicInteger();
    private volatile Moment moment = Moment.NEVER;
    private volatile boolean freezes;
    private volatile Duration delay = Duration.ZERO;
    private volatile ServerSocket listener;

    /** Moments of an append, by the message that is about to pass. */
    public enum Moment {
        /** None. */
        NEVER,
        /** The statement that waits for the append lock is about to reach the server. */
        BEFORE_LOCK,
        /** The COPY statement is about to reach the server. */
        BEFORE_COPY,
        /** A part of its rows is about to reach it. */
        IN_COPY,
        /** The end of its rows has reached it. */
        AFTER_COPY,
        /** The COMMIT is about to reach it. */
        BEFORE_COMMIT,
        /** It has committed, and its answer is about to reach the service. */
        AFTER_COMMIT
    }

    /** Passes everything on to the server of this database. */
    public DatabaseProxy(TestDatabase database) {
        this.target = database.port();
        this.listener = listen(0);
        this.port = listener.getLocalPort();
    }

    /** The URL of the database by way of this proxy, as a setting of the service. */
    public String setting(TestDatabase database) {
        return "spring.datasource.url=" + url(database);
    }

    /** The URL of the database by way of this proxy. */
    public String url(TestDatabase database) {
        return "jdbc:postgresql://127.0.0.1:" + port + "/" + database.name();
    }

    /** What the service has done with the server is over, and nobody is let in: connection refused. */
    public void refuse() {
        close();
    }

    /** Lets everybody in again. */
    public void accept() {
        listener = listen(port);
    }

    /** Connections are accepted and kept, and nothing passes, not even their end. */
    public void blackHole() {
        gate.shut();
    }

    /** Everything passes again, also what was held back. */
    public void pass() {
        gate.open();
    }

    /** Holds back every message from the service for so long. */
    public void slowDown(Duration time) {
        delay = time;
    }

    /** Cuts so many of the connections that reach this moment of an append next. */
    public void cut(Moment when, int times) {
        moment = when;
        freezes = false;
        armed.set(times);
    }

    /** Lets nothing more pass on the connection that reaches this moment of an append next; it stays open. */
    public void freeze(Moment when) {
        moment = when;
        freezes = true;
        armed.set(1);
    }

    /** Ends what was frozen, as the kernel ends the connections of a process that died: the server is told of it. */
    public void letGo() {
        connections.stream().filter(ProxiedConnection::isFrozen).forEach(ProxiedConnection::close);
    }

    /** How many connections are still to be cut or frozen. */
    public int armed() {
        return armed.get();
    }

    /** Whether a message at this moment is the one to fail at; if so, one less is left. */
    boolean strikes(Moment now) {
        return now == moment && armed.getAndUpdate(left -> Math.max(0, left - 1)) > 0;
    }

    boolean freezes() {
        return freezes;
    }

    /** Waits until a message may pass. */
    void pace(boolean fromService) throws InterruptedException {
        if (fromService && !delay.isZero()) {
            Thread.sleep(delay);
        }
        gate.await();
    }

    /** Waits until the end of a connection may pass. */
    void awaitPassage() {
        try {
            gate.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    void ended(ProxiedConnection connection) {
        connections.remove(connection);
    }

    private ServerSocket listen(int wanted) {
        try {
            var socket = new ServerSocket();
            socket.setReuseAddress(true);
            socket.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), wanted), 200);
            Thread.ofVirtual().start(() -> accept(socket));
            return socket;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void accept(ServerSocket socket) {
        while (!socket.isClosed()) {
            try {
                var service = socket.accept();
                var connection = new ProxiedConnection(this, service,
                        new Socket(InetAddress.getLoopbackAddress(), target));
                connections.add(connection);
                if (socket.isClosed()) {
                    // It came in while the listener was being closed, and whoever did that may not have seen it.
                    connection.close();
                } else {
                    connection.start();
                }
            } catch (IOException e) {
                // Closed, or the server refuses: whoever asked is told by the end of its connection.
            }
        }
    }

    @Override
    public void close() {
        try {
            listener.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        connections.forEach(ProxiedConnection::close);
        gate.open();
    }

    /** Shut or open for everybody. */
    private static final class Gate {
        private boolean shut;

        private synchronized void shut() {
            shut = true;
        }

        private synchronized void open() {
            shut = false;
            notifyAll();
        }

        private synchronized void await() throws InterruptedException {
            while (shut) {
                wait();
            }
        }
    }
}
