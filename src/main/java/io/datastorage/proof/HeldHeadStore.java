package io.datastorage.proof;

import org.jspecify.annotations.Nullable;

import java.io.IOException;

/**
 * The held head: the last signed checkpoint, as a signed note, in one place outside the database that all instances of
 * the log share. To store a note here is to release it. As a string, it says which place that is.
 */
interface HeldHeadStore {
    /**
     * The note; null if none was ever stored.
     *
     * @throws IOException if the place cannot be read now
     */
    @Nullable
    String read() throws IOException;

    /**
     * Stores a note for good if the present one is still the expected one.
     *
     * @param expected what {@link #read} returned
     * @return whether it was stored; false if somebody else has stored another in between
     * @throws IOException if the place cannot be written now; the note may be there or not
     */
    boolean swap(@Nullable String expected, String note) throws IOException;
}
