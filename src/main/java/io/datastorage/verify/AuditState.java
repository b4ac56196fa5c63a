package io.datastorage.verify;

import io.datastorage.log.Frontier;
import io.datastorage.log.Hashes;

import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.DigestInputStream;
import java.security.DigestOutputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Optional;

/**
 * What an audit keeps between two visits: how far every entry was checked, and the newest checkpoint that was seen. It
 * belongs to the auditor; nothing in it is secret. A crash while it is written leaves the one before.
 *
 * @param checkpoint the note as the log gave it
 * @param frontier of the entries that were checked
 * @param history their chains
 */
record AuditState(byte[] checkpoint, Frontier frontier, History history) {
    static final History.Demands WHOLE = new History.Demands(true, true);
    private static final String MAGIC = "datastorage-verify audit 1";
    private static final int CHECKPOINT_LIMIT = 1_000_000;

    /** Of an audit that begins with the first entry. */
    static AuditState beginning(byte[] checkpoint) {
        return new AuditState(checkpoint, Frontier.empty(), new History(WHOLE, ChainTable.forThisHeap(), 0, ""));
    }

    /** Empty if there is no such file yet. */
    static Optional<AuditState> read(Path file) {
        if (Files.notExists(file)) {
            return Optional.empty();
        }
        MessageDigest digest = sha256();
        try (var in = new DataInputStream(new DigestInputStream(
                new BufferedInputStream(Files.newInputStream(file)), digest))) {
            if (!in.readUTF().equals(MAGIC)) {
                throw new IOException("it is not the state of an audit");
            }
            byte[] checkpoint = bytes(in, CHECKPOINT_LIMIT);
            long size = in.readLong();
            Frontier frontier = Frontier.decode(size, bytes(in, Long.SIZE * Hashes.LENGTH));
            String recordedAt = in.readUTF();
            ChainTable chains = ChainTable.forThisHeap();
            chains.read(in);
            byte[] found = digest.digest();
            if (!MessageDigest.isEqual(in.readNBytes(found.length), found)) {
                throw new IOException("it is not whole");
            }
            return Optional.of(new AuditState(checkpoint, frontier, new History(WHOLE, chains, size, recordedAt)));
        } catch (IOException | IllegalArgumentException unreadable) {
            throw StoppedException.unreadable(file.toString(), unreadable);
        }
    }

    void write(Path file) {
        MessageDigest digest = sha256();
        Path unfinished = file.resolveSibling(file.getFileName() + ".unfinished");
        try {
            try (var to = Files.newOutputStream(unfinished);
                    var out = new DataOutputStream(new BufferedOutputStream(
                            new DigestOutputStream(to, digest), 1 << 16))) {
                out.writeUTF(MAGIC);
                out.writeInt(checkpoint.length);
                out.write(checkpoint);
                out.writeLong(frontier.size());
                byte[] edge = frontier.encode();
                out.writeInt(edge.length);
                out.write(edge);
                out.writeUTF(history.recordedAt());
                history.chains().write(out);
                out.flush();
                out.write(digest.digest());
            }
            DirectorySource.moveDurably(unfinished, file);
        } catch (IOException unwritable) {
            throw StoppedException.unreadable(file.toString(), unwritable);
        }
    }

    private static byte[] bytes(DataInputStream in, int limit) throws IOException {
        int length = in.readInt();
        if (length < 0 || length > limit) {
            throw new IOException("it is not the state of an audit");
        }
        return in.readNBytes(length);
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }
}
