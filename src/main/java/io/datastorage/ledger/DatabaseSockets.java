package io.datastorage.ledger;

import com.zaxxer.hikari.HikariConfig;
import org.postgresql.PGProperty;

import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import javax.net.SocketFactory;

/**
 * The sockets of a pool's connections, so that they can be given up when the server has fallen silent. A read from a
 * socket ends only by data, by a timeout as long as the longest statement may take, or by closing it here.
 *
 * <p>The driver makes an instance for each connection and knows nothing but its name and one argument (pgjdbc,
 * {@code socketFactory} and {@code socketFactoryArg}), so the sockets are found by that argument.
 */
public final class DatabaseSockets extends SocketFactory {
    private static final Map<String, Set<Socket>> OPEN = new ConcurrentHashMap<>();

    private final Set<Socket> sockets;

    /** For the driver. */
    public DatabaseSockets(String pool) {
        sockets = Objects.requireNonNullElseGet(OPEN.get(pool), ConcurrentHashMap::newKeySet);
    }

    /**
     * Has a pool that was not used yet make its sockets here; but not one whose URL names a socket factory itself.
     *
     * @return gives up every connection that the pool has or is making; their threads get an exception
     */
    public static Runnable of(HikariConfig pool) {
        String url = Objects.requireNonNull(pool.getJdbcUrl());
        String name = UUID.randomUUID().toString();
        Set<Socket> sockets = ConcurrentHashMap.newKeySet();
        if (!url.contains(PGProperty.SOCKET_FACTORY.getName() + "=")) {
            OPEN.put(name, sockets);
            // In the URL: a pool and its copy have the same properties, not equal ones.
            pool.setJdbcUrl(url + (url.contains("?") ? "&" : "?")
                    + PGProperty.SOCKET_FACTORY.getName() + "=" + DatabaseSockets.class.getName() + "&"
                    + PGProperty.SOCKET_FACTORY_ARG.getName() + "=" + name);
        }
        return () -> sockets.forEach(DatabaseSockets::close);
    }

    private static void close(Socket socket) {
        try {
            socket.close();
        } catch (IOException e) {
            // Closed or not, nobody uses it any more.
        }
    }

    @Override
    public Socket createSocket() {
        sockets.removeIf(Socket::isClosed);
        Socket socket = new Socket();
        sockets.add(socket);
        return socket;
    }

    @Override
    public Socket createSocket(String host, int port) {
        throw new UnsupportedOperationException("the driver connects the socket itself");
    }

    @Override
    public Socket createSocket(String host, int port, InetAddress localHost, int localPort) {
        throw new UnsupportedOperationException("the driver connects the socket itself");
    }

    @Override
    public Socket createSocket(InetAddress host, int port) {
        throw new UnsupportedOperationException("the driver connects the socket itself");
    }

    @Override
    public Socket createSocket(InetAddress address, int port, InetAddress localAddress, int localPort) {
        throw new UnsupportedOperationException("the driver connects the socket itself");
    }
}
