package io.datastorage.proof;

import io.datastorage.ledger.LatestCheckpoint.Published;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/** Appends checkpoints to a file, each followed by an empty line. */
record AnchorFile(Path file) implements Anchor {
    @Override
    public String name() {
        return "file";
    }

    /** In one write, so that several instances may append to one file. */
    @Override
    public void put(Published checkpoint) throws IOException {
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.APPEND)) {
            ByteBuffer bytes = ByteBuffer.wrap((checkpoint.note() + "\n").getBytes(StandardCharsets.UTF_8));
            while (bytes.hasRemaining()) {
                channel.write(bytes);
            }
            channel.force(true);
        }
    }
}
