package io.datastorage.web;

import java.util.UUID;
import java.util.regex.Pattern;

/** Reads event ids: UUIDs in the form of RFC 9562 §4, in either case. */
public final class EventIds {
    private static final Pattern UUID_FORM = Pattern
            .compile("[0-9A-Fa-f]{8}-[0-9A-Fa-f]{4}-[0-9A-Fa-f]{4}-[0-9A-Fa-f]{4}-[0-9A-Fa-f]{12}");

    private EventIds() {}

    /**
     * Reads one that is a query parameter.
     *
     * @throws InvalidParameterException if it is no UUID
     */
    public static UUID parse(String text) throws InvalidParameterException {
        // UUID.fromString alone would take 1-1-1-1-1.
        if (!UUID_FORM.matcher(text).matches()) {
            throw new InvalidParameterException("must be a UUID, like 019bcd31-6c3d-7a54-8000-000000000000");
        }
        return UUID.fromString(text);
    }

    /**
     * Reads one that is part of a path.
     *
     * @throws ProblemException if it is no UUID
     */
    public static UUID ofPath(String text) {
        try {
            return parse(text);
        } catch (InvalidParameterException invalid) {
            throw Problem.ofField("event_id", invalid.getMessage()).toException();
        }
    }
}
