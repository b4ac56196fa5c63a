package io.datastorage.ingest;

import io.datastorage.event.JsonValue;
import io.datastorage.event.RequestDigest;
import io.datastorage.ledger.RequestIdentity;
import io.datastorage.web.Problem;
import io.datastorage.web.ProblemException;
import org.jspecify.annotations.Nullable;

import java.util.regex.Pattern;

/**
 * By what a repetition of a request is recognised: the key that the client chose for it, or else its meaning. A digest
 * of the bytes would not do, because clients encode anew when they send again.
 */
final class IdempotencyKey {
    static final String HEADER = "Idempotency-Key";
    private static final Pattern PRINTABLE = Pattern.compile("[ -~]{1,255}");

    private IdempotencyKey() {}

    /** A header value that can be used; null when none was sent. */
    static @Nullable String check(@Nullable String header) throws ProblemException {
        if (header != null && !PRINTABLE.matcher(header).matches()) {
            throw Problem.ofField(HEADER, "must be 1 to 255 printable ASCII characters").toException();
        }
        return header;
    }

    /** The identity of a request. */
    static RequestIdentity identity(String principal, Route route, JsonValue body, @Nullable String key) {
        var digest = RequestDigest.of(principal, route.operation(), body);
        return new RequestIdentity(key == null ? digest : RequestDigest.ofIdempotencyKey(principal, key), digest);
    }
}
