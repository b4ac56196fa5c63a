package io.datastorage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.datastorage.web.Http;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.core.env.SystemEnvironmentPropertySource;

import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.BooleanSupplier;
import java.util.stream.Stream;

/** The whole service, running on a database of its own and answering on free ports. */
public final class TestService implements AutoCloseable {
    private static final Duration START_LIMIT = Duration.ofMinutes(2);

    private final ConfigurableApplicationContext context;

    private TestService(ConfigurableApplicationContext context) {
        this.context = context;
    }

    /** Starts it and waits until it is ready; settings as {@code name=value}. */
    public static TestService on(TestDatabase database, String... settings) {
        return ready(starting(database, settings));
    }

    /** Starts it and comes back when it answers probes, ready or not; settings as {@code name=value}. */
    public static TestService starting(TestDatabase database, String... settings) {
        return new TestService(new SpringApplicationBuilder(DataStorageApplication.class)
                .web(WebApplicationType.SERVLET).run(arguments(database, settings)));
    }

    /** Waits until it is ready. */
    public void awaitReady() {
        awaitReady(api(), context::isActive);
    }

    private static TestService ready(TestService service) {
        try {
            awaitReady(service.api(), service.context::isActive);
        } catch (RuntimeException | AssertionError notReady) {
            service.close();
            throw notReady;
        }
        return service;
    }

    /** Starts it with environment variables and arguments instead of a test's settings, and waits until it is ready. */
    public static TestService with(Map<String, Object> variables, String... arguments) {
        // Spring reads variables by their names only from a source that ends like this one.
        var source = new SystemEnvironmentPropertySource("test-systemEnvironment", variables);
        return ready(new TestService(new SpringApplicationBuilder(DataStorageApplication.class)
                .web(WebApplicationType.SERVLET)
                .initializers(context -> context.getEnvironment().getPropertySources().addFirst(source))
                .run(arguments)));
    }

    /** As arguments, because application.yaml would win over default properties. Of two for one name the later wins. */
    private static String[] arguments(TestDatabase database, String... settings) {
        Map<String, String> byName = new LinkedHashMap<>();
        Stream.of(Stream.of(database.properties()),
                Stream.of("server.port=0", "management.server.port=0", "spring.main.banner-mode=off"),
                Stream.of(settings))
                .flatMap(each -> each)
                .forEach(setting -> byName.put(setting.substring(0, setting.indexOf('=')), "--" + setting));
        return byName.values().toArray(String[]::new);
    }

    /** Its API. */
    public Http api() {
        return new Http(port("local.server.port"));
    }

    /** Its management port. */
    public Http management() {
        return new Http(port("local.management.port"));
    }

    /** What a setting is, whatever it was set by. */
    public @Nullable String setting(String name) {
        return context.getEnvironment().getProperty(name);
    }

    /** A bean of the service. */
    public <T> T bean(Class<T> type) {
        return context.getBean(type);
    }

    @Override
    public void close() {
        context.close();
    }

    private int port(String property) {
        return context.getEnvironment().getRequiredProperty(property, Integer.class);
    }

    /** Waits until a service is ready, as long as it is there. */
    static void awaitReady(Http api, BooleanSupplier alive) {
        await().atMost(START_LIMIT).pollInterval(Duration.ofMillis(50)).ignoreException(UncheckedIOException.class)
                .failFast("it ended", () -> !alive.getAsBoolean())
                .untilAsserted(() -> assertThat(api.get("/readyz").body()).isEqualTo("{\"status\":\"ready\"}"));
    }
}
