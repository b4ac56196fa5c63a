package io.datastorage.verify;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;

/** Keeps what it reads, as files in the same layout. The checkpoint is kept apart: it comes when all it signs is there. */
final class SavingSource implements LogSource {
    private final LogSource source;
    private final Path directory;

    SavingSource(LogSource source, Path directory) {
        this.source = source;
        this.directory = directory;
    }

    @Override
    public Optional<byte[]> read(String path, int limit) throws IOException {
        Optional<byte[]> found = source.read(path, limit);
        if (found.isPresent() && !path.equals(LogFiles.CHECKPOINT)) {
            DirectorySource.write(directory.resolve(path), found.get());
        }
        return found;
    }

    @Override
    public String toString() {
        return source.toString();
    }

    @Override
    public void close() {
        source.close();
    }
}
