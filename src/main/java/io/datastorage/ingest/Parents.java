package io.datastorage.ingest;

import io.datastorage.event.Event;
import io.datastorage.event.FieldError;
import io.datastorage.ledger.EventReader;
import org.springframework.stereotype.Component;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/** Checks that the parents which events name are in the log. */
@Component
class Parents {
    private final EventReader reader;

    Parents(EventReader reader) {
        this.reader = reader;
    }

    /** Notes every event whose parent does not exist. */
    void check(List<Event> events, EventErrors errors) {
        Map<UUID, Boolean> known = new HashMap<>();
        for (int index = 0; index < events.size(); index++) {
            var parent = events.get(index).parentEventId();
            if (parent != null && !known.computeIfAbsent(parent, id -> reader.byId(id).isPresent())) {
                errors.add(index, List.of(new FieldError("parent_event_id", "must be the event_id of a stored event")));
            }
        }
    }
}
