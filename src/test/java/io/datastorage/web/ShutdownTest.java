package io.datastorage.web;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.SmartLifecycle;

import java.net.http.HttpResponse;
import java.util.concurrent.atomic.AtomicReference;

class ShutdownTest {

    @Test
    void a_service_that_goes_down_says_so_while_it_still_answers() {
        var atClose = new AtomicReference<HttpResponse<String>>();
        var managementAtClose = new AtomicReference<HttpResponse<String>>();
        var application = new SpringApplicationBuilder(WebTest.Application.class).web(WebApplicationType.SERVLET)
                .profiles(WebTest.PROFILE)

                .initializers(context -> context.getBeanFactory().registerSingleton("asksAtClose", new AtClose(() -> {
                    var environment = context.getEnvironment();
                    atClose.set(ask(environment.getProperty("local.server.port", Integer.class, 0)));
                    managementAtClose.set(ask(environment.getProperty("local.management.port", Integer.class, 0)));
                })))
                .run("--server.port=0", "--management.server.port=0");
        application.close();

        for (var response : new HttpResponse<?>[]{atClose.get(), managementAtClose.get()}) {
            assertThat(response.statusCode()).isEqualTo(503);
            assertThat(response.body()).isEqualTo("{\"status\":\"not_ready\",\"reason\":\"shutting_down\"}");
        }
    }

    private static HttpResponse<String> ask(int port) {
        return new Http(port).get("/readyz");
    }

    /** The first to be stopped, before any server. */
    private static final class AtClose implements SmartLifecycle {
        private final Runnable action;
        private boolean running;

        AtClose(Runnable action) {
            this.action = action;
        }

        @Override
        public void start() {
            running = true;
        }

        @Override
        public void stop() {
            running = false;
            action.run();
        }

        @Override
        public boolean isRunning() {
            return running;
        }
    }
}
