package io.datastorage;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;

/** As much of Kubernetes' API as a ServiceAccount that may get and update ConfigMaps sees, with faults on demand. */
public final class KubernetesApi implements AutoCloseable {
    private static final String SETTING = "kubernetes.";

    /** What goes wrong with a request. */
    public enum Fault {
        /** Nothing. */
        NONE,
        /** An answer of 500, and nothing was done. */
        FAILED,
        /** The connection breaks after all was done. */
        DONE_BUT_BROKEN,
        /** What answers is not the API server. */
        NOT_JSON,
        /** Refused by access control. */
        FORBIDDEN,
        /** All was done, and no answer comes. */
        SILENT
    }

    private final Map<String, ObjectNode> maps = new TreeMap<>();
    private final HttpServer server;
    private int version;
    private String token = "first";
    private String failing = "";
    private Fault fault = Fault.NONE;
    private final CountDownLatch closed = new CountDownLatch(1);
    private int requests;
    private @Nullable Path tokenFile;

    /** Answers at a free port. */
    public KubernetesApi() {
        try {
            server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
        server.createContext("/api/v1/namespaces/", this::answer);
        server.start();
    }

    /** From now on, this is the cluster that Kubernetes' client finds around this process. */
    public KubernetesApi around(Path directory) {
        tokenFile = directory.resolve("token");
        rotate(token);
        System.setProperty(SETTING + "master", "http://localhost:" + server.getAddress().getPort());
        System.setProperty(SETTING + "auth.tryKubeConfig", "false");
        System.setProperty(SETTING + "auth.serviceAccount.token", tokenFile.toString());
        System.setProperty(SETTING + "namespace", "platform");
        return this;
    }

    /** Takes only this token from now on. */
    public synchronized void rotate(String next) {
        token = next;
        try {
            Files.writeString(Objects.requireNonNull(tokenFile), next);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Makes a ConfigMap. */
    public synchronized void create(String namespace, String name, Map<String, String> data) {
        ObjectNode map = JsonMapper.shared().createObjectNode().put("apiVersion", "v1").put("kind", "ConfigMap");
        map.putObject("metadata").put("namespace", namespace).put("name", name);
        data.forEach(map.withObject("data")::put);
        put(namespace + "/configmaps/" + name, map);
    }

    /** What a ConfigMap holds under a key. */
    public synchronized String data(String namespace, String name, String key) {
        return map(namespace + "/configmaps/" + name).path("data").path(key).asString("");
    }

    /** Deletes a ConfigMap. */
    public synchronized void delete(String namespace, String name) {
        maps.remove(namespace + "/configmaps/" + name);
    }

    /** Has each request of a method fail from now on. */
    public synchronized void fail(String method, Fault next) {
        failing = method;
        fault = next;
    }

    /** How many requests there were. */
    public synchronized int requests() {
        return requests;
    }

    /** Stops answering. */
    public void stop() {
        closed.countDown();
        server.stop(0);
    }

    @Override
    public void close() {
        stop();
        System.getProperties().keySet().removeIf(name -> name.toString().startsWith(SETTING));
    }

    private JsonNode map(String path) {
        return Objects.requireNonNull(maps.get(path), path);
    }

    private void put(String path, ObjectNode map) {
        map.withObject("metadata").put("resourceVersion", Integer.toString(++version));
        maps.put(path, map);
    }

    private void answer(HttpExchange exchange) throws IOException {
        try (exchange) {
            byte[] body = exchange.getRequestBody().readAllBytes();
            int code;
            byte[] bytes;
            Fault now;
            synchronized (this) {
                requests++;
                now = exchange.getRequestMethod().equals(failing) ? fault : Fault.NONE;
                code = code(exchange, body, now);
                String path = path(exchange);
                bytes = (code == 200 ? map(path) : status(code)).toString().getBytes(StandardCharsets.UTF_8);
            }
            if (now == Fault.DONE_BUT_BROKEN) {
                return;
            }
            if (now == Fault.SILENT) {
                closed.await();
            }
            if (now == Fault.NOT_JSON) {
                bytes = "<html>Sign in</html>".getBytes(StandardCharsets.UTF_8);
            }
            exchange.getResponseHeaders().set("Content-Type", "application/json");
            exchange.sendResponseHeaders(code, bytes.length);
            exchange.getResponseBody().write(bytes);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private int code(HttpExchange exchange, byte[] body, Fault now) {
        if (!("Bearer " + token).equals(exchange.getRequestHeaders().getFirst("Authorization"))) {
            return 401;
        }
        ObjectNode present = maps.get(path(exchange));
        return switch (now) {
            case FAILED -> 500;
            case FORBIDDEN -> 403;
            case NONE, DONE_BUT_BROKEN, NOT_JSON, SILENT -> present == null
                    ? 404
                    : exchange.getRequestMethod().equals("PUT") ? update(path(exchange), present, body) : 200;
        };
    }

    private int update(String path, ObjectNode present, byte[] body) {
        ObjectNode next = (ObjectNode) JsonMapper.shared().readTree(body);
        String expected = next.at("/metadata/resourceVersion").asString("");
        // Without one, an update is unconditional.
        if (!expected.isEmpty() && !expected.equals(present.at("/metadata/resourceVersion").asString())) {
            return 409;
        }
        put(path, next);
        return 200;
    }

    private static String path(HttpExchange exchange) {
        return exchange.getRequestURI().getPath().substring("/api/v1/namespaces/".length());
    }

    private static JsonNode status(int code) {
        return JsonMapper.shared().createObjectNode().put("apiVersion", "v1").put("kind", "Status")
                .put("status", "Failure").put("code", code).put("message", "the test answers " + code);
    }
}
