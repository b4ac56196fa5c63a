package io.datastorage;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** Passes every connection to one port of this machine on to another one, which can be changed, until closed. */
public final class Forwarder implements AutoCloseable {
    private final ServerSocket socket;
    private final Set<Socket> open = ConcurrentHashMap.newKeySet();
    private volatile int target;

    private Forwarder(ServerSocket socket, int target) {
        this.socket = socket;
        this.target = target;
    }

    /** Begins to listen on a port. */
    public static Forwarder start(int port, int target) {
        try {
            Forwarder forwarder = new Forwarder(new ServerSocket(port, 50, InetAddress.getLoopbackAddress()), target);
            Thread.ofVirtual().start(forwarder::accept);
            return forwarder;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The port that it listens on. */
    public int port() {
        return socket.getLocalPort();
    }

    /** Passes new connections on to another port, and cuts those to the old one. */
    public void switchTo(int port) {
        target = port;
        cut();
    }

    /** Cuts every connection. */
    public void cut() {
        open.forEach(Forwarder::close);
    }

    private void accept() {
        try {
            while (true) {
                Socket client = socket.accept();
                int port = target;
                Thread.ofVirtual().start(() -> connect(client, port));
            }
        } catch (IOException closed) {
            // Nobody listens any more.
        }
    }

    private void connect(Socket client, int port) {
        try (client; Socket server = new Socket(InetAddress.getLoopbackAddress(), port)) {
            open.add(client);
            open.add(server);
            if (port != target || socket.isClosed()) {
                return;
            }
            Thread answers = Thread.ofVirtual().start(() -> copy(server, client));
            copy(client, server);
            answers.join();
        } catch (IOException refused) {
            // The client sees its connection end.
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            open.removeIf(Socket::isClosed);
        }
    }

    private static void copy(Socket from, Socket to) {
        try (from; to) {
            from.getInputStream().transferTo(to.getOutputStream());
        } catch (IOException closed) {
            // And so is the other side, now.
        }
    }

    private static void close(Socket socket) {
        try {
            socket.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() {
        try {
            socket.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        cut();
    }
}
