package io.datastorage.proof;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.util.Optional;

/**
 * The held head: the last signed checkpoint, as a signed note, in one place outside the database that all instances of
 * the log share. To store a note here is to release it. The transitions between epochs are kept beside it. As a string,
 * it says which place that is.
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

    /**
     * Stores the first note of a new epoch, and the transition that led to it, if the present note is still the expected
     * one. What is left of an attempt that failed half-way counts for nothing.
     *
     * @param expected the last note of the epoch before
     * @param epoch the new one
     * @param transition a note that the keys of both epochs signed
     * @return whether both were stored; false if somebody else has stored another note in between
     * @throws IOException if the place cannot be written now; both may be there, or the note is not
     */
    boolean begin(String expected, String note, int epoch, String transition) throws IOException;

    /**
     * The note of the transition that led to an epoch; empty if there was none.
     *
     * @throws IOException if the place cannot be read now
     */
    Optional<String> transition(int epoch) throws IOException;
}
