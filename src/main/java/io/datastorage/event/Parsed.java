package io.datastorage.event;

import java.util.List;

/** What became of an event that a client sent. */
public sealed interface Parsed {

    /** An event that keeps every rule, with its defaults filled in. */
    record Valid(Event event) implements Parsed {}

    /**
     * Something that breaks at least one rule.
     *
     * @param errors all of them, at least one; first the fields that are there, then those that are missing
     */
    record Invalid(List<FieldError> errors) implements Parsed {}
}
