package io.datastorage.verify;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.datastorage.log.Transition;

import java.util.Optional;

/**
 * What the first record of an epoch states must be what the transition states. Its entry shows only a commitment to that, so
 * the log has to open it.
 *
 * @param where the opening stands, for messages
 */
record EpochStatement(Transition transition, String where) {
    private static final String FIELD = "event_data";

    /**
     * Stops if the two differ.
     *
     * @param opening disclosures of the entry, which nobody has checked
     * @return false if it does not open what the record states
     */
    boolean check(Entry entry, Optional<Json.JsonObject> opening) {
        Optional<Disclosure> stated = opening.flatMap(
                json -> StoppedException.at(where,
                        () -> json.array("disclosures").stream().map(EpochStatement::disclosure)
                                .filter(disclosure -> disclosure.field().equals(FIELD)).findFirst()));
        stated.ifPresent(disclosure -> {
            disclosure.check(entry, where);
            Json.JsonObject data = StoppedException.at(where, () -> Json.object(disclosure.value().getBytes(UTF_8)));
            require(entry, data, "previous_origin", transition.oldOrigin());
            require(entry, data, "held_size", "held_root", transition.held());
            require(entry, data, "origin", transition.newOrigin());
            require(entry, data, "restored_size", "restored_root", transition.kept());
        });
        return stated.isPresent();
    }

    private static Disclosure disclosure(Json json) {
        if (json instanceof Json.JsonObject object) {
            return Disclosure.of(object);
        }
        throw new JsonException("disclosures must hold objects only");
    }

    private void require(Entry entry, Json.JsonObject data, String size, String root, Transition.Head head) {
        String stated = StoppedException.at(where, () -> Long.toString(data.count(size)));
        require(entry, size, stated, Long.toString(head.size()));
        require(entry, data, root, Bytes.base64(head.root()));
    }

    private void require(Entry entry, Json.JsonObject data, String name, String signed) {
        require(entry, name, StoppedException.at(where, () -> data.string(name)), signed);
    }

    private void require(Entry entry, String name, String stated, String signed) {
        if (!stated.equals(signed)) {
            throw StoppedException
                    .found("%s: log_index %d, the first record of %s, states %s %s, and the transition that "
                            + "was signed %s", where, entry.logIndex(), transition.newOrigin(), name, stated, signed);
        }
    }
}
