package io.datastorage.query;

import io.datastorage.ledger.PageRequest;
import io.datastorage.ledger.Position;

/**
 * One page that a client asks for.
 *
 * @param id tells this search from others, whichever page and however large: see {@link Cursor#search}
 */
record Search(byte[] id, PageRequest page) {
    /** The cursor of the page that begins at a position. */
    String cursor(Position next) {
        return new Cursor(id, page.filter().since(), page.filter().until(), next).encode();
    }
}
