package io.datastorage.proof;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;

/**
 * A held head in a file. It is replaced by renaming a synced one over it, so a crash leaves the old note or the new one;
 * a lock on a file beside it keeps processes of one machine apart.
 */
final class HeldHeadFile implements HeldHeadStore {
    /** File locks are held by the whole process, so its threads need one of their own. */
    private static final ReentrantLock THREADS = new ReentrantLock();

    private final Path file;

    HeldHeadFile(Path file) {
        this.file = file.toAbsolutePath();
    }

    @Override
    public @Nullable String read() throws IOException {
        try {
            return Files.readString(file);
        } catch (NoSuchFileException e) {
            // Not mounted, it must not look like a log that was never signed.
            if (Files.isDirectory(directory())) {
                return null;
            }
            throw e;
        }
    }

    @Override
    public boolean swap(@Nullable String expected, String note) throws IOException {
        return replace(expected, () -> move(note, file));
    }

    /** The transition first: the epoch begins when the note is there, so an orphan means nothing and is written over. */
    @Override
    public boolean begin(String expected, String note, int epoch, String transition) throws IOException {
        return replace(expected, () -> {
            move(transition, transitionFile(epoch));
            move(note, file);
        });
    }

    @Override
    public Optional<String> transition(int epoch) throws IOException {
        try {
            return Optional.of(Files.readString(transitionFile(epoch)));
        } catch (NoSuchFileException e) {
            return Optional.empty();
        }
    }

    private Path transitionFile(int epoch) {
        return beside(".transition-" + epoch);
    }

    /** What is done under the lock. */
    private interface Replacement {
        void write() throws IOException;
    }

    private boolean replace(@Nullable String expected, Replacement replacement) throws IOException {
        THREADS.lock();
        try (FileChannel channel = FileChannel.open(beside(".lock"), StandardOpenOption.CREATE,
                StandardOpenOption.WRITE);
                FileLock _ = channel.lock()) {
            if (!Objects.equals(read(), expected)) {
                return false;
            }
            replacement.write();
            return true;
        } finally {
            THREADS.unlock();
        }
    }

    private void move(String text, Path to) throws IOException {
        Path next = beside(".next");
        write(next, text);
        Files.move(next, to, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        try (FileChannel entries = FileChannel.open(directory(), StandardOpenOption.READ)) {
            entries.force(true);
        }
    }

    @Override
    public String toString() {
        return "file " + file;
    }

    private static void write(Path path, String text) throws IOException {
        try (FileChannel channel = FileChannel.open(path, StandardOpenOption.CREATE, StandardOpenOption.WRITE,
                StandardOpenOption.TRUNCATE_EXISTING)) {
            ByteBuffer bytes = ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8));
            while (bytes.hasRemaining()) {
                channel.write(bytes);
            }
            channel.force(true);
        }
    }

    private Path directory() {
        return Objects.requireNonNull(file.getParent());
    }

    private Path beside(String suffix) {
        return file.resolveSibling(file.getFileName() + suffix);
    }
}
