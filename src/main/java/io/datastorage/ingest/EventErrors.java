package io.datastorage.ingest;

import io.datastorage.event.FieldError;
import io.datastorage.web.Problem;
import io.datastorage.web.ProblemType;
import org.jspecify.annotations.Nullable;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Gathers what is wrong with the events of one request into one problem. */
final class EventErrors {
    private final Route route;
    private final Map<String, String> fields = new LinkedHashMap<>();
    private @Nullable String first;
    private int count;

    EventErrors(Route route) {
        this.route = route;
    }

    /** Notes the errors of the event at an index, 0-based, of the request. */
    void add(int index, List<FieldError> errors) {
        for (var error : errors) {
            count++;
            if (first == null) {
                first = describe(index, error);
            }
            if (fields.size() < Problem.MAX_FIELD_ERRORS) {
                fields.putIfAbsent(key(index, error.field()), error.message());
            }
        }
    }

    boolean isEmpty() {
        return first == null;
    }

    /** What the client is told. */
    Problem toProblem() {
        var detail = new StringBuilder(String.valueOf(first));
        if (count > fields.size()) {
            detail.append(" There are %,d errors; field_errors names the first %d.".formatted(count, fields.size()));
        } else if (count > 1) {
            detail.append(" There are %,d errors; field_errors names them all.".formatted(count));
        }
        return new Problem(ProblemType.VALIDATION_ERROR, detail.toString(), fields, Map.of());
    }

    private String describe(int index, FieldError error) {
        var what = error.field().isEmpty() ? error.message() : error.field() + " " + error.message();
        return route == Route.BATCH ? "Event at index " + index + ": " + what + "." : what + ".";
    }

    private String key(int index, String field) {
        if (route == Route.SINGLE) {
            return field;
        }
        return field.isEmpty() ? "[" + index + "]" : "[" + index + "]." + field;
    }
}
