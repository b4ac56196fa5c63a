package io.datastorage.verify;

import java.io.IOException;
import java.util.Optional;

/** Where the files of a tiled log are: a server or a directory, by whose name it goes in messages. Safe for threads. */
interface LogSource extends AutoCloseable {
    /**
     * A file of the log.
     *
     * @param path below the log's base, as C2SP tlog-tiles has it
     * @param limit bytes that it may have
     * @return empty if there is none
     * @throws IOException if it cannot be told
     */
    Optional<byte[]> read(String path, int limit) throws IOException;

    @Override
    default void close() {}

    /** What a URL or the name of a directory stands for. */
    static LogSource of(String place, Options options) {
        if (place.startsWith("http://") || place.startsWith("https://")) {
            String token = options.get("--token-file");
            return new HttpSource(place, token == null ? "" : Inputs.text(token).strip());
        }
        return new DirectorySource(Inputs.path(place));
    }
}
