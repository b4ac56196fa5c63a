package io.datastorage.log;

import org.jspecify.annotations.Nullable;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.OptionalLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A key that verifies notes: of a log ({@code 0x01}, C2SP signed-note) or of a witness, whose signatures carry a time
 * ({@code 0x04}, C2SP tlog-cosignature). Both are Ed25519. Equal if their texts are.
 */
public final class VerifierKey {
    static final byte ED25519 = 0x01;
    static final byte COSIGNATURE = 0x04;

    private static final Pattern FORM = Pattern.compile("([^+]*)\\+([0-9a-f]{8})\\+([^\n]*)");

    private final String name;
    private final byte type;
    private final byte[] publicKey;
    private final int keyId;

    private VerifierKey(String name, byte type, byte[] publicKey) {
        this.name = NoteText.requireName(name);
        this.type = type;
        this.publicKey = publicKey;
        byte[] text = NoteText.bytes(name + "\n", "the name of a key");
        byte[] hash = Hashes.of(text, new byte[]{type}, publicKey);
        this.keyId = ByteBuffer.wrap(hash).getInt();
    }

    /** A key of a type, from its 32 bytes. */
    static VerifierKey of(String name, byte type, byte[] publicKey) {
        if (type != ED25519 && type != COSIGNATURE) {
            throw new MalformedException("the type of a verifier key must be 0x01 or 0x04");
        }
        if (publicKey.length != Ed25519.KEY_LENGTH || !Ed25519.isPublicKey(publicKey)) {
            throw new MalformedException("a verifier key must hold an Ed25519 public key of 32 bytes after its type");
        }
        return new VerifierKey(name, type, publicKey.clone());
    }

    /**
     * Reads the text form.
     *
     * @param text {@code name+hash+key}: the key id as 8 lower-case hexadecimal digits, type and public key in base64
     * @throws MalformedException if it is no key of a known type, or the key id is another key's
     */
    public static VerifierKey parse(String text) {
        Matcher parts = FORM.matcher(text);
        if (!parts.matches()) {
            throw new MalformedException("a verifier key must be name+hash+key, with a hash of 8 hexadecimal digits");
        }
        byte[] key = Base64Text.decode(parts.group(3), "the key of a verifier key");
        if (key.length == 0) {
            throw new MalformedException("the key of a verifier key must not be empty");
        }
        VerifierKey parsed = of(parts.group(1), key[0], Arrays.copyOfRange(key, 1, key.length));
        if (parsed.keyId != HexFormat.fromHexDigits(parts.group(2))) {
            throw new MalformedException(
                    "the hash of the verifier key must be " + HexFormat.of().toHexDigits(parsed.keyId)
                            + " for this name and key");
        }
        return parsed;
    }

    /** The same key under another name, and so with another key id. */
    VerifierKey named(String another) {
        return new VerifierKey(another, type, publicKey);
    }

    /** Name of the key: the origin, if it is a log's. */
    public String name() {
        return name;
    }

    /** The first 32 bits of a hash over name, type and key, by which signatures name the key. */
    public int keyId() {
        return keyId;
    }

    /** Whether its signatures are cosignatures, which carry a time. */
    public boolean isCosigner() {
        return type == COSIGNATURE;
    }

    /**
     * Whether this key signed the note: there is a signature under its name and key id, and every such signature is right.
     */
    public boolean verifies(SignedNote note) {
        List<NoteSignature> own = own(note);
        return !own.isEmpty() && own.stream().allMatch(signature -> verifies(note.text(), signature));
    }

    /**
     * When a witness last cosigned a note, in seconds since 1970; empty for a log's key and for a note that this key does
     * not verify.
     */
    public OptionalLong cosignedAt(SignedNote note) {
        return isCosigner() && verifies(note)
                ? own(note).stream().mapToLong(signature -> Cosignature.timestamp(signature.signature())).max()
                : OptionalLong.empty();
    }

    /** Whether this key made a signature of a text. The name and the key id must be this key's as well. */
    public boolean verifies(String text, NoteSignature signature) {
        if (!signature.name().equals(name) || signature.keyId() != keyId) {
            return false;
        }
        if (isCosigner()) {
            return Cosignature.verify(publicKey, text, signature.signature());
        }
        return Ed25519.verify(publicKey, NoteText.bytes(text, "the text of a note"), signature.signature());
    }

    private List<NoteSignature> own(SignedNote note) {
        return note.signatures().stream().filter(s -> s.name().equals(name) && s.keyId() == keyId).toList();
    }

    /** The text form, {@code name+hash+key}. */
    @Override
    public String toString() {
        byte[] key = ByteBuffer.allocate(1 + publicKey.length).put(type).put(publicKey).array();
        return name + "+" + HexFormat.of().toHexDigits(keyId) + "+" + Base64Text.encode(key);
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof VerifierKey that && toString().equals(that.toString());
    }

    @Override
    public int hashCode() {
        return toString().hashCode();
    }
}
