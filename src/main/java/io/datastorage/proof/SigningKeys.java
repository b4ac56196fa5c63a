package io.datastorage.proof;

import io.datastorage.ledger.LogIdentity;
import io.datastorage.log.Checkpoint;
import io.datastorage.log.MalformedException;
import io.datastorage.log.SignedNote;
import io.datastorage.log.SigningKey;
import io.datastorage.log.VerifierKey;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The keys that sign checkpoints, and the origin that stands beside them.
 *
 * @param identity of the log: as the origin beside the keys says, or of a later epoch
 * @param keys the present key, then the one before it while keys rotate; each signs every checkpoint
 */
record SigningKeys(LogIdentity identity, List<SigningKey> keys) {
    private static final Logger log = LoggerFactory.getLogger(SigningKeys.class);
    /** File of the present key. */
    static final String KEY = "key.pem";
    /** File of the origin. */
    static final String ORIGIN = "origin";
    private static final String PREVIOUS_KEY = "previous-key.pem";
    private static final String HOST_FORM = "[a-z0-9]([a-z0-9.-]*[a-z0-9])?";
    private static final Pattern ORIGIN_FORM = Pattern.compile(
            HOST_FORM + "/[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}/(0|[1-9][0-9]{0,8})");

    /**
     * Reads them.
     *
     * @throws IllegalStateException if something is missing or not in its form; the message names the file and the fix
     */
    static SigningKeys read(Path directory) {
        LogIdentity identity = identity(directory);
        List<SigningKey> keys = new ArrayList<>();
        keys.add(key(directory.resolve(KEY), identity));
        if (Files.exists(directory.resolve(PREVIOUS_KEY))) {
            keys.add(key(directory.resolve(PREVIOUS_KEY), identity));
        }
        return new SigningKeys(identity, List.copyOf(keys));
    }

    /**
     * Makes a key and an origin that only the user of this process can read, where there are none.
     *
     * @param host what the origin begins with
     */
    static void generate(Path directory, String host) {
        try {
            Files.createDirectories(directory);
            if (Files.notExists(directory.resolve(ORIGIN))) {
                writePrivately(directory.resolve(ORIGIN), host + "/" + UUID.randomUUID() + "/0\n");
            }
            if (Files.notExists(directory.resolve(KEY))) {
                writePrivately(directory.resolve(KEY), SigningKey.generate(identity(directory).origin()).pem());
            }
        } catch (IOException e) {
            throw new IllegalStateException("A signing key cannot be made in " + directory + ": " + e.getMessage(), e);
        }
    }

    /** Whether an origin may begin with this. */
    static boolean isHost(String name) {
        return name.matches(HOST_FORM);
    }

    /** The same keys in another epoch of the log. */
    SigningKeys in(int epoch) {
        LogIdentity another = identity.in(epoch);
        return new SigningKeys(another, keys.stream().map(key -> key.named(another.origin())).toList());
    }

    /**
     * The same keys under an origin.
     *
     * @return empty if it is not an origin of this log, in this epoch or a later one
     */
    Optional<SigningKeys> under(String origin) {
        return identity(origin).filter(given -> given.isSameLog(identity) && given.epoch() >= identity.epoch())
                .map(given -> in(given.epoch()));
    }

    /** The present key. */
    SigningKey present() {
        return keys.getFirst();
    }

    /** Signs a checkpoint with every key. */
    String sign(long size, byte[] root) {
        return sign(new Checkpoint(identity.origin(), size, root, List.of()).text());
    }

    /** Signs a text with every key. */
    String sign(String text) {
        return new SignedNote(text, keys.stream().map(key -> key.sign(text)).toList()).encode();
    }

    /** Whether one of these keys signed the note. */
    boolean signedAny(SignedNote note) {
        return verifiers().stream().anyMatch(key -> key.verifies(note));
    }

    /** Whether all of these keys signed the note, and no other did. */
    boolean signedExactly(SignedNote note) {
        return note.signatures().size() == keys.size() && verifiers().stream().allMatch(key -> key.verifies(note));
    }

    /** What their signatures are verified with. */
    List<VerifierKey> verifiers() {
        return keys.stream().map(SigningKey::verifierKey).toList();
    }

    private static LogIdentity identity(Path directory) {
        return identity(text(directory.resolve(ORIGIN)).strip()).orElseThrow(() -> new IllegalStateException(
                "%s must hold one line of the form host/log-uuid/epoch, like logs.example.com/%s/0".formatted(
                        directory.resolve(ORIGIN), new UUID(0, 0))));
    }

    private static Optional<LogIdentity> identity(String origin) {
        Matcher form = ORIGIN_FORM.matcher(origin);
        return form.matches()
                ? Optional.of(new LogIdentity(Integer.parseInt(form.group(3)), origin))
                : Optional.empty();
    }

    private static SigningKey key(Path file, LogIdentity identity) {
        try {
            return SigningKey.ofPem(identity.origin(), text(file));
        } catch (MalformedException e) {
            throw new IllegalStateException(file + " is not an Ed25519 key in PKCS #8, as"
                    + " openssl genpkey -algorithm ed25519 writes it: " + e.getMessage(), e);
        }
    }

    private static String text(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new IllegalStateException("%s cannot be read (%s). datastorage.signing.directory must hold %s and %s"
                    .formatted(file, e.getClass().getSimpleName(), KEY, ORIGIN), e);
        }
    }

    /** Makes a file that is whole from the first moment; one that is there already stays. */
    private static void writePrivately(Path file, String text) throws IOException {
        Path next = Files.createTempFile(file.getParent(), "new", "",
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
        try {
            Files.writeString(next, text, StandardOpenOption.SYNC);
            Files.createLink(file, next);
        } catch (FileAlreadyExistsException e) {
            log.debug("{} was made by somebody else", file);
        } finally {
            Files.delete(next);
        }
    }
}
