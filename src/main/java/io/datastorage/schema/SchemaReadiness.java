package io.datastorage.schema;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.ApplicationEventPublisher;

import java.util.ArrayList;
import java.util.List;

/** Tells the other rooms whether the schema can be used. */
public final class SchemaReadiness {
    private static final Logger LOG = LoggerFactory.getLogger(SchemaReadiness.class);

    private final ApplicationEventPublisher events;
    private final List<Runnable> waiting = new ArrayList<>();
    private volatile SchemaState state = new SchemaState.Pending();

    SchemaReadiness(ApplicationEventPublisher events) {
        this.events = events;
    }

    /** How far the schema is now. */
    public SchemaState state() {
        return state;
    }

    /** Runs the action once the schema is ready: at once, or on the thread that migrates it. */
    public void onReady(Runnable action) {
        synchronized (waiting) {
            if (!(state instanceof SchemaState.Ready)) {
                waiting.add(action);
                return;
            }
        }
        action.run();
    }

    /** Takes over a new state, unless it is ready already. */
    void become(SchemaState next) {
        List<Runnable> actions;
        synchronized (waiting) {
            if (state.equals(next) || state instanceof SchemaState.Ready) {
                return;
            }
            state = next;
            actions = next instanceof SchemaState.Ready ? List.copyOf(waiting) : List.of();
        }
        LOG.info("The schema is {}", next.label());
        if (next instanceof SchemaState.Ready) {
            actions.forEach(SchemaReadiness::run);
            events.publishEvent(new SchemaReadyEvent());
        }
    }

    private static void run(Runnable action) {
        try {
            action.run();
        } catch (RuntimeException e) {
            LOG.error("What waited for the schema failed", e);
        }
    }
}
