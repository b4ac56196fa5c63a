package io.datastorage.proof;

import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** The command {@code keygen}: makes a signing key and an origin for a new log, and says what to do with them. */
public final class KeygenCommand {
    /** The argument that asks for it. */
    public static final String NAME = "keygen";

    private static final int DONE = 0;
    private static final int FAILED = 1;
    private static final int MISUSED = 2;

    private static final String USAGE = """
            keygen HOST DIRECTORY    makes key.pem and origin there, for a log of the origin HOST/uuid/0
            HOST is a lower-case host name of whoever keeps the log. Nothing is overwritten.""";

    private KeygenCommand() {}

    /**
     * Runs it.
     *
     * @param args what follows {@code keygen} on the command line
     * @return the exit code: 0 for made; 1 for failed, or there already; 2 for arguments that it does not know
     */
    public static int run(List<String> args, PrintStream out) {
        if (args.size() != 2 || !SigningKeys.isHost(args.getFirst())) {
            out.println(USAGE);
            return MISUSED;
        }
        Path directory = Path.of(args.getLast());
        Path key = directory.resolve(SigningKeys.KEY);
        Path origin = directory.resolve(SigningKeys.ORIGIN);
        for (Path file : Stream.of(key, origin).filter(Files::exists).toList()) {
            out.println(file + " is there already, and a log keeps its key and its origin.");
            return FAILED;
        }
        try {
            SigningKeys.generate(directory, args.getFirst());
            out.println("""
                    Made %1$s and %2$s.

                    For Kubernetes, make a Secret of them, name it in signing.existingSecret, and delete the directory:

                      kubectl create secret generic data-storage-signing --from-file=key.pem=%1$s --from-file=origin=%2$s

                    This verifies what the key signs. Give it to auditors, and keep it where the cluster cannot change it:

                    %3$s""".formatted(key, origin, SigningKeys.read(directory).present().verifierKey()));
            return DONE;
        } catch (IllegalStateException e) {
            out.println(e.getMessage());
            return FAILED;
        }
    }
}
