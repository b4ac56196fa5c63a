package io.datastorage.query;

import io.datastorage.web.InvalidParameterException;

import java.util.UUID;
import java.util.regex.Pattern;

/** Reads event ids: UUIDs in the form of RFC 9562 §4, in either case. */
final class EventIds {
    private static final Pattern UUID_FORM = Pattern
            .compile("[0-9A-Fa-f]{8}-[0-9A-Fa-f]{4}-[0-9A-Fa-f]{4}-[0-9A-Fa-f]{4}-[0-9A-Fa-f]{12}");

    private EventIds() {}

    static UUID parse(String text) throws InvalidParameterException {
        // UUID.fromString alone would take 1-1-1-1-1.
        if (!UUID_FORM.matcher(text).matches()) {
            throw new InvalidParameterException("must be a UUID, like 019bcd31-6c3d-7a54-8000-000000000000");
        }
        return UUID.fromString(text);
    }
}
