package io.datastorage.web;

import org.springframework.context.ApplicationContext;
import org.springframework.context.event.ContextClosedEvent;
import org.springframework.context.event.EventListener;
import org.springframework.stereotype.Component;

import java.util.Optional;

/** Not ready from the first moment of a shutdown: Spring announces the close before it stops any server. */
@Component
class ShutdownCheck implements ReadinessCheck {
    private final ApplicationContext context;
    private volatile boolean closing;

    ShutdownCheck(ApplicationContext context) {
        this.context = context;
    }

    @Override
    public Optional<NotReady> check() {
        return closing ? Optional.of(NotReady.SHUTTING_DOWN) : Optional.empty();
    }

    /** The management port has a context of its own, whose close is heard here too and means nothing. */
    @EventListener
    void closed(ContextClosedEvent event) {
        if (event.getApplicationContext().equals(context)) {
            closing = true;
        }
    }
}
