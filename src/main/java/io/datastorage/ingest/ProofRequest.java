package io.datastorage.ingest;

import java.time.Duration;
import jakarta.servlet.http.HttpServletRequest;

/** How a client asks for a proof in the answer: {@code ?proof=true} or the header {@code Prefer: proof}. */
final class ProofRequest {
    /** Longer than the usual pause between two signatures, and shorter than the patience of clients. */
    static final Duration WAIT = Duration.ofSeconds(4);

    private static final String HEADER = "Prefer";
    private static final String PREFERENCE = "proof";

    private ProofRequest() {}

    /** Whether this request asks for one. Anything else in the query string is no reason to lose events. */
    static boolean isMade(HttpServletRequest request) {
        var query = request.getQueryString();
        return (query != null && ("&" + query + "&").contains("&proof=true&"))
                || PREFERENCE.equalsIgnoreCase(request.getHeader(HEADER));
    }
}
