package io.datastorage.ingest;

import io.datastorage.event.Event;
import io.datastorage.event.FieldError;
import io.datastorage.ledger.Deadline;
import io.datastorage.ledger.EventReader;
import org.springframework.dao.DataAccessException;
import org.springframework.stereotype.Component;

import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/** Checks that the parents which events name are in the log. */
@Component
class Parents {
    private static final Duration PAUSE = Duration.ofMillis(200);

    private final EventReader reader;

    Parents(EventReader reader) {
        this.reader = reader;
    }

    /**
     * Notes every event whose parent does not exist. While the database is away the request is held, as it is for the
     * append.
     *
     * @throws DataAccessException if the database was away until the deadline
     */
    void check(List<Event> events, EventErrors errors, Deadline deadline) {
        Map<UUID, Boolean> known = new HashMap<>();
        for (int index = 0; index < events.size(); index++) {
            var parent = events.get(index).parentEventId();
            if (parent != null && !known.computeIfAbsent(parent, id -> exists(id, deadline))) {
                errors.add(index, List.of(new FieldError("parent_event_id", "must be the event_id of a stored event")));
            }
        }
    }

    private boolean exists(UUID id, Deadline deadline) {
        while (true) {
            try {
                return reader.byId(id).isPresent();
            } catch (DataAccessException away) {
                if (deadline.left().compareTo(PAUSE) < 0) {
                    throw away;
                }
                pause(away);
            }
        }
    }

    private static void pause(DataAccessException away) {
        try {
            Thread.sleep(PAUSE);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw away;
        }
    }
}
