package io.datastorage.query;

import io.datastorage.ledger.PageRequest.Order;
import io.datastorage.web.QueryParameters;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.Set;
import java.util.TreeSet;

/**
 * Tells one search from another by its filters as the client wrote them, and its order. As written and not as resolved,
 * since {@code since=24h} means another instant on every page.
 */
final class SearchId {
    /** What may change from page to page. */
    private static final Set<String> PAGING = Set.of("limit", "offset", "cursor", "sort");

    private SearchId() {}

    /** The first {@link Cursor#SEARCH_BYTES} bytes of a SHA-256. */
    static byte[] of(QueryParameters given, Order order) {
        try {
            var digest = MessageDigest.getInstance("SHA-256");
            add(digest, order.name());
            for (var name : new TreeSet<>(given.names())) {
                if (!PAGING.contains(name)) {
                    add(digest, name);
                    add(digest, given.raw(name));
                }
            }
            return Arrays.copyOf(digest.digest(), Cursor.SEARCH_BYTES);
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    /** Behind its length, so that no two searches share the bytes that are hashed. */
    private static void add(MessageDigest digest, String text) {
        var bytes = text.getBytes(StandardCharsets.UTF_8);
        digest.update(ByteBuffer.allocate(Integer.BYTES).putInt(bytes.length).flip());
        digest.update(bytes);
    }
}
