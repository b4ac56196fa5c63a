package io.datastorage.log;

import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.interfaces.EdECPrivateKey;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A log's private key: signs notes with Ed25519 (C2SP signed-note, type {@code 0x01}). */
public final class SigningKey {
    private static final Pattern PEM = Pattern
            .compile("\\s*-----BEGIN PRIVATE KEY-----\\s([A-Za-z0-9+/=\\s]+)-----END PRIVATE KEY-----\\s*");

    private final byte[] seed;
    private final PrivateKey privateKey;
    private final VerifierKey verifierKey;

    private SigningKey(String name, byte[] seed) {
        this(seed, Ed25519.privateKey(seed), VerifierKey.of(name, VerifierKey.ED25519, Ed25519.publicKey(seed)));
    }

    private SigningKey(byte[] seed, PrivateKey privateKey, VerifierKey verifierKey) {
        this.seed = seed;
        this.privateKey = privateKey;
        this.verifierKey = verifierKey;
    }

    /**
     * A new key.
     *
     * @param name of the key: the log's origin
     * @throws MalformedException if the name has spaces or plus signs or is empty
     */
    public static SigningKey generate(String name) {
        return new SigningKey(NoteText.requireName(name), Ed25519.generateSeed());
    }

    /**
     * Reads a private key as {@code openssl genpkey -algorithm ed25519} and Helm's {@code genPrivateKey "ed25519"} write
     * it.
     *
     * @param name of the key: the log's origin
     * @param pem one PKCS #8 key that is not encrypted
     * @throws MalformedException if it is no such key, or the name has spaces or plus signs or is empty
     */
    public static SigningKey ofPem(String name, String pem) {
        NoteText.requireName(name);
        Matcher block = PEM.matcher(pem);
        if (!block.matches()) {
            throw new MalformedException("the key must be one PEM block, BEGIN PRIVATE KEY to END PRIVATE KEY");
        }
        byte[] der = Base64Text.decode(block.group(1).replaceAll("\\s", ""), "the PEM block");
        try {
            PrivateKey key = KeyFactory.getInstance("Ed25519").generatePrivate(new PKCS8EncodedKeySpec(der));
            return new SigningKey(name, ((EdECPrivateKey) key).getBytes().orElseThrow());
        } catch (GeneralSecurityException notEd25519) {
            // Its message could tell something about the key, so it is not kept as the cause.
            throw new MalformedException("the PEM block must hold an Ed25519 private key in PKCS #8");
        }
    }

    /** The private key as PKCS #8 in PEM, as {@link #ofPem} reads it. A secret. */
    public String pem() {
        return "-----BEGIN PRIVATE KEY-----\n" + Base64Text.encode(Ed25519.pkcs8(seed))
                + "\n-----END PRIVATE KEY-----\n";
    }

    /**
     * The same key under another name.
     *
     * @throws MalformedException if the name has spaces or plus signs or is empty
     */
    public SigningKey named(String name) {
        return new SigningKey(seed, privateKey, verifierKey.named(name));
    }

    /** What verifies the signatures of this key. */
    public VerifierKey verifierKey() {
        return verifierKey;
    }

    /**
     * Signs the text of a note.
     *
     * @param text ends in a newline
     * @throws MalformedException if it cannot be the text of a note
     */
    public NoteSignature sign(String text) {
        byte[] message = NoteText.bytes(NoteText.requireText(text), "the text of a note");
        return new NoteSignature(verifierKey.name(), verifierKey.keyId(), Ed25519.sign(privateKey, message));
    }

    /** The name only. */
    @Override
    public String toString() {
        return "SigningKey[" + verifierKey.name() + "]";
    }
}
