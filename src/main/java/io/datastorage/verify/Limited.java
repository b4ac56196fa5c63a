package io.datastorage.verify;

import java.io.IOException;
import java.io.InputStream;

/** Reading from somebody who may send without end. */
final class Limited {
    private Limited() {}

    static byte[] read(InputStream in, int limit) throws IOException {
        byte[] bytes = in.readNBytes(limit + 1);
        if (bytes.length > limit) {
            throw new IOException("it is longer than %,d bytes".formatted(limit));
        }
        return bytes;
    }
}
