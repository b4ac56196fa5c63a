package io.datastorage.web;

import org.apache.commons.text.similarity.LevenshteinDistance;
import org.jspecify.annotations.Nullable;

import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * The query parameters of one request. The handler asks for those it knows; {@link #finish} then refuses the request
 * if any was invalid, repeated, or was never asked for. An empty value counts as not given.
 */
public final class QueryParameters {
    private static final int SHOWN_NAME_LENGTH = 100;

    private final Map<String, String> given;
    private final Map<String, String> errors = new LinkedHashMap<>();
    private final Set<String> known = new LinkedHashSet<>();

    private QueryParameters(Map<String, String> given) {
        this.given = given;
    }

    /** Reads a query string as it stands in the request; null when there was none. */
    public static QueryParameters of(@Nullable String rawQuery) {
        var given = new LinkedHashMap<String, String>();
        var parameters = new QueryParameters(given);
        for (var pair : QueryString.parse(rawQuery)) {
            if (pair.problem() != null) {
                parameters.reject(shown(pair.name()), pair.problem());
            }
            if (given.putIfAbsent(pair.name(), pair.value()) != null) {
                parameters.reject(shown(pair.name()), "is given more than once; give it once");
            }
        }
        return parameters;
    }

    /** A parameter's text; null when it is not given or too long. The length is in code points. */
    public @Nullable String text(String name, int maxLength) {
        return value(name, text -> {
            if (text.codePointCount(0, text.length()) > maxLength) {
                throw new InvalidParameterException("must have at most %,d characters".formatted(maxLength));
            }
            return text;
        });
    }

    /** A parameter's value; null when it is not given or not valid. */
    public <T> @Nullable T value(String name, Parser<T> parser) {
        known.add(name);
        var text = given.get(name);
        if (text == null || text.isEmpty() || errors.containsKey(name)) {
            return null;
        }
        try {
            return parser.parse(text);
        } catch (InvalidParameterException invalid) {
            reject(name, invalid.getMessage());
            return null;
        }
    }

    /** A parameter's whole number between two bounds; the default when it is not given or not valid. */
    public int number(String name, int min, int max, int defaultValue, String hint) {
        var number = value(name, text -> {
            if (text.matches("[0-9]{1,9}")) {
                int parsed = Integer.parseInt(text);
                if (parsed >= min && parsed <= max) {
                    return parsed;
                }
            }
            throw new InvalidParameterException("must be a whole number from %d to %d%s".formatted(min, max, hint));
        });
        return number == null ? defaultValue : number;
    }

    /** Whether a parameter has a value, valid or not. */
    public boolean isGiven(String name) {
        return !raw(name).isEmpty();
    }

    /** The names of all parameters that have a value. */
    public Set<String> names() {
        return given.keySet().stream().filter(this::isGiven).collect(Collectors.toSet());
    }

    /** A parameter's text as given, valid or not; empty when it is not given. */
    public String raw(String name) {
        return given.getOrDefault(name, "");
    }

    /** Notes that a parameter cannot be used. Of several objections to one parameter the first is told. */
    public void reject(String name, String message) {
        errors.putIfAbsent(name, message);
    }

    /** Every parameter has been asked for: refuses the request if anything was wrong with them. */
    public void finish() {
        given.keySet()
                .stream()
                .filter(name -> !known.contains(name))
                .limit(Problem.MAX_FIELD_ERRORS)
                .forEach(name -> errors.put(shown(name), unknown(name)));
        if (!errors.isEmpty()) {
            throw new Problem(ProblemType.VALIDATION_ERROR, detail(), errors, Map.of()).toException();
        }
    }

    private String detail() {
        var first = errors.entrySet().iterator().next();
        var detail = "Query parameter " + first.getKey() + " " + first.getValue();
        detail += detail.endsWith("?") ? "" : ".";
        return errors.size() == 1
                ? detail
                : detail + " field_errors names all %d that cannot be used.".formatted(errors.size());
    }

    private String unknown(String name) {
        return nearest(name).map(near -> "is not known; did you mean " + near + "?")
                .orElseGet(() -> known.isEmpty()
                        ? "is not known; none can be given here"
                        : "is not known; known are " + String.join(", ", known));
    }

    /** A known name that a few slips of the keyboard lead to. */
    private Optional<String> nearest(String name) {
        var lower = shown(name).toLowerCase(Locale.ROOT).replace('-', '_');
        int slips = Math.max(1, lower.length() / 3);
        var distance = new LevenshteinDistance(slips);
        record Near(String name, int distance) {}
        return known.stream()
                .map(candidate -> new Near(candidate, distance.apply(lower, candidate)))
                .filter(near -> near.distance >= 0)
                .min(Comparator.comparingInt(Near::distance))
                .map(Near::name);
    }

    private static String shown(String name) {
        return name.codePointCount(0, name.length()) <= SHOWN_NAME_LENGTH
                ? name
                : name.substring(0, name.offsetByCodePoints(0, SHOWN_NAME_LENGTH)) + "…";
    }

    /** Makes a value of a parameter's text, which is not empty. */
    @FunctionalInterface
    public interface Parser<T> {
        /** The value that the text stands for. */
        T parse(String text) throws InvalidParameterException;
    }
}
