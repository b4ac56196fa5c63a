package io.datastorage.web;

import org.apache.coyote.AbstractProtocol;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.tomcat.TomcatWebServer;
import org.springframework.boot.web.server.context.WebServerInitializedEvent;
import org.springframework.context.ApplicationContext;
import org.springframework.context.event.EventListener;
import org.springframework.stereotype.Component;

/** Whether the port of the API has as many connections as it takes ({@code server.tomcat.max-connections}). */
@Component
class ConnectionLimit {
    private final ApplicationContext context;
    private volatile @Nullable AbstractProtocol<?> protocol;

    ConnectionLimit(ApplicationContext context) {
        this.context = context;
    }

    /** The management port has a server of its own. */
    @EventListener
    void started(WebServerInitializedEvent event) {
        if (event.getApplicationContext().equals(context) && event.getWebServer() instanceof TomcatWebServer tomcat
                && tomcat.getTomcat().getConnector().getProtocolHandler() instanceof AbstractProtocol<?> found) {
            protocol = found;
        }
    }

    /** Tomcat counts the next connection before it has come, so that there may be one less. */
    boolean isReached() {
        var known = protocol;
        return known != null && known.getConnectionCount() >= known.getMaxConnections();
    }
}
