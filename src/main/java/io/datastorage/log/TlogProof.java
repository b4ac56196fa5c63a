package io.datastorage.log;

import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.List;

/**
 * All that shows one entry to be in a log, as one text (C2SP tlog-proof).
 *
 * @param index of the entry in the log
 * @param hashes the inclusion proof, hashes of 32 bytes from the leaf's sibling on, at most 63
 * @param checkpoint the signed checkpoint of the tree that the proof leads to
 * @param extra what the application adds, at least one byte; nothing vouches for it
 */
public record TlogProof(long index, List<byte[]> hashes, SignedNote checkpoint, byte @Nullable [] extra) {
    private static final String HEADER = "c2sp.org/tlog-proof@v1";
    private static final String EXTRA = "extra ";
    private static final String INDEX = "index ";
    private static final int MAX_HASHES = 63;

    /** @throws MalformedException if a part cannot stand in such a proof */
    public TlogProof {
        hashes = List.copyOf(hashes);
        if (index < 0) {
            throw new MalformedException("the index of a proof must not be negative");
        }
        if (hashes.size() > MAX_HASHES || hashes.stream().anyMatch(hash -> hash.length != Hashes.LENGTH)) {
            throw new MalformedException("a proof must have at most %d hashes, of %d bytes each"
                    .formatted(MAX_HASHES, Hashes.LENGTH));
        }
        if (extra != null && extra.length == 0) {
            throw new MalformedException("the extra data of a proof must be left out or have at least one byte");
        }
        Checkpoint.parse(checkpoint.text());
    }

    /** A proof without extra data. */
    public TlogProof(long index, List<byte[]> hashes, SignedNote checkpoint) {
        this(index, hashes, checkpoint, null);
    }

    /**
     * Reads what {@link #encode} writes, and nothing else.
     *
     * @throws MalformedException if it is no such proof
     */
    public static TlogProof parse(String proof) {
        if (proof.length() > SignedNote.MAX_LENGTH) {
            throw new MalformedException("a proof must have at most %d characters".formatted(SignedNote.MAX_LENGTH));
        }
        int end = proof.indexOf("\n\n");
        if (end < 0) {
            throw new MalformedException("a proof must have an empty line before its checkpoint");
        }
        String[] lines = proof.substring(0, end).split("\n", -1);
        if (!lines[0].equals(HEADER)) {
            throw new MalformedException("line 1 of a proof must be " + HEADER);
        }
        int at = 1;
        byte[] extra = null;
        if (at < lines.length && lines[at].startsWith(EXTRA)) {
            extra = Base64Text.decode(lines[at].substring(EXTRA.length()), "line 2 of a proof, the extra data,");
            at++;
        }
        if (at == lines.length || !lines[at].startsWith(INDEX)) {
            throw new MalformedException("line %d of a proof must be index and a number".formatted(at + 1));
        }
        long index = Decimal.parse(lines[at].substring(INDEX.length()),
                "line %d of a proof, the index,".formatted(at + 1));
        List<byte[]> hashes = new ArrayList<>();
        for (at++; at < lines.length; at++) {
            hashes.add(Base64Text.hash(lines[at], "line %d of a proof".formatted(at + 1)));
        }
        return new TlogProof(index, hashes, SignedNote.parse(proof.substring(end + 2)), extra);
    }

    /** The text of the proof. */
    public String encode() {
        StringBuilder text = new StringBuilder(HEADER).append('\n');
        if (extra != null) {
            text.append(EXTRA).append(Base64Text.encode(extra)).append('\n');
        }
        text.append(INDEX).append(index).append('\n');
        hashes.forEach(hash -> text.append(Base64Text.encode(hash)).append('\n'));
        return text.append('\n').append(checkpoint.encode()).toString();
    }

    /**
     * Whether the hashes lead from a leaf to the root in the checkpoint. Says nothing about who signed it.
     *
     * @param leaf hash of the entry, 32 bytes
     */
    public boolean includes(byte[] leaf) {
        Checkpoint tree = Checkpoint.parse(checkpoint.text());
        return Proofs.checkInclusion(hashes, index, leaf, tree.size(), tree.root());
    }

    /**
     * Whether this shows that a leaf is in a log: it is included, and the checkpoint is that log's.
     *
     * @param leaf hash of the entry, 32 bytes
     * @param origin identity of the log
     * @param key of the log
     */
    public boolean proves(byte[] leaf, String origin, VerifierKey key) {
        return includes(leaf) && Checkpoint.parse(checkpoint.text()).origin().equals(origin)
                && key.verifies(checkpoint);
    }
}
