package io.datastorage.log;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import java.util.HexFormat;
import java.util.List;

class KeysTest {
    private static final String KEY = "PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW";

    /** RFC 8032 §7.1, tests 1 to 3. */
    @ParameterizedTest
    @CsvSource(textBlock = """
            9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60,\
            d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a,\
            '',\
            e5564300c360ac729086e2cc806e828a84877f1eb8e5d974d873e065224901555fb8821590a33bacc61e39701cf9b46bd25bf5f0595bbe24655141438e7a100b
            4ccd089b28ff96da9db6c346ec114e0f5b8a319f35aba624da8cf6ed4fb8a6fb,\
            3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c,\
            72,\
            92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8fb3762223ebdb69da085ac1e43e15996e458f3613d0f11d8c387b2eaeb4302aeeb00d291612bb0c00
            c5aa8df43f9f837bedb7442f31dcb7b166d38535076f094b85ce3a2e0b4458f7,\
            fc51cd8e6218a1a38da47ed00230f0580816ed13ba3303ac5deb911548908025,\
            af82,\
            6291d657deec24024827e69c3abe01a30ce548a284743a445e3680d7db5ac3ac18ff9b538d16f290ae67f760984dc6594a7c15e9716ed28dc027beceea1ec40a
            """)
    void public_keys_and_signatures_are_those_of_the_rfc(String seed, String key, String message, String signature) {
        assertThat(Ed25519.publicKey(hex(seed))).isEqualTo(hex(key));
        assertThat(Ed25519.sign(Ed25519.privateKey(hex(seed)), hex(message))).isEqualTo(hex(signature));
        assertThat(Ed25519.verify(hex(key), hex(message), hex(signature))).isTrue();
        assertThat(Ed25519.verify(hex(key), hex(message + "00"), hex(signature))).isFalse();
    }

    /** Signatures and keys that RFC 8032 §5.1.7 has refused: S not below the order of the group, a point off the curve. */
    @Test
    void what_is_no_signature_or_key_does_not_verify() {
        byte[] key = hex("d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a");
        String r = "e5564300c360ac729086e2cc806e828a84877f1eb8e5d974d873e06522490155";
        byte[] highS = hex(r + "4c8c7872aa064e049dbb3013fbf29380d25bf5f0595bbe24655141438e7a101b");
        assertThat(Ed25519.verify(key, new byte[0], highS)).isFalse();
        assertThat(Ed25519.verify(key, new byte[0], new byte[63])).isFalse();
        assertThat(Ed25519.verify(key, new byte[0], new byte[0])).isFalse();
        byte[] offTheCurve = new byte[32];
        offTheCurve[0] = 2;
        assertThat(Ed25519.isPublicKey(offTheCurve)).isFalse();
        assertThat(Ed25519.verify(offTheCurve, new byte[0], highS)).isFalse();
        assertThatThrownBy(() -> VerifierKey.of("name", VerifierKey.ED25519, offTheCurve))
                .isInstanceOf(MalformedException.class);
    }

    /** The keys of RFC 8410 §10.1 and §10.3. */
    @Test
    void a_private_key_is_read_from_pem_and_written_back() {
        String pem = """
                -----BEGIN PRIVATE KEY-----
                MC4CAQAwBQYDK2VwBCIEINTuctv5E1hK1bbY8fdp+K06/nwoy/HU++CXqI9EdVhC
                -----END PRIVATE KEY-----
                """;
        SigningKey key = SigningKey.ofPem("log", pem);
        assertThat(key.pem()).isEqualTo(pem);
        assertThat(key.verifierKey()).isEqualTo(VerifierKey.of("log", VerifierKey.ED25519,
                hex("19bf44096984cdfe8541bac167dc3b96c85086aa30b6b6cb0c5c38ad703166e1")));
        assertThat(SigningKey.ofPem("log", "\n" + pem.replace("\n", "\r\n") + "\n").pem()).isEqualTo(pem);
    }

    @Test
    void a_generated_key_comes_back_from_its_pem_and_shows_nothing() {
        SigningKey key = SigningKey.generate("example.com/log");
        SigningKey again = SigningKey.ofPem("example.com/log", key.pem());
        assertThat(again.verifierKey()).isEqualTo(key.verifierKey())
                .isNotEqualTo(SigningKey.generate("example.com/log").verifierKey());
        assertThat(key.verifierKey().verifies(new SignedNote("text\n", List.of(again.sign("text\n"))))).isTrue();
        assertThat(key).hasToString("SigningKey[example.com/log]");
    }

    @Test
    void what_is_no_private_key_is_refused_without_showing_it() {
        String x25519 = "MC4CAQAwBQYDK2VuBCIEINTuctv5E1hK1bbY8fdp+K06/nwoy/HU++CXqI9EdVhC";
        for (String body : List.of("", "AAAA", x25519, x25519.substring(4), "MC4CAQAwBQYDK2VwBCIEINTuctv5", "a=b=",
                "MC4CAQAwBQYDK2VwBCIEINTuctv5E1hK1bbY8fdp+K06/nwoy/HU++CXqI9EdVh")) {
            assertThatThrownBy(
                    () -> SigningKey.ofPem("log", TestKeys.pem(new byte[0]).replace("\n\n", "\n" + body + "\n")))
                    .as(body).isInstanceOf(MalformedException.class).hasMessageContaining("PEM block");
        }
        String pem = TestKeys.SIGNER.pem();
        for (String text : List.of("", pem + pem, pem.replace("PRIVATE", "PUBLIC"), pem.replace("BEGIN", "begin"),
                pem.replace("-----BEGIN PRIVATE", "-----BEGIN ENCRYPTED PRIVATE"), "x" + pem, pem + "x")) {
            assertThatThrownBy(() -> SigningKey.ofPem("log", text)).isInstanceOf(MalformedException.class)
                    .hasMessageContaining("BEGIN PRIVATE KEY");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"", " ", "a b", "a+b", "a\tb", "a\nb", "a\u00a0b", "a\u3000b", "a\u2003b", "a\u0085b",
            "\ud83d"})
    void a_key_without_a_proper_name_is_refused(String name) {
        assertThatThrownBy(() -> SigningKey.generate(name)).isInstanceOf(MalformedException.class);
        assertThatThrownBy(() -> SigningKey.ofPem(name, TestKeys.SIGNER.pem())).isInstanceOf(MalformedException.class);
        assertThatThrownBy(() -> new NoteSignature(name, 1, new byte[64])).isInstanceOf(MalformedException.class);
    }

    @Test
    void a_verifier_key_is_read_and_written_back() {
        VerifierKey key = VerifierKey.parse(KEY);
        assertThat(key).hasToString(KEY).hasSameHashCodeAs(TestKeys.VERIFIER).isEqualTo(TestKeys.VERIFIER);
        assertThat(key.name()).isEqualTo("PeterNeumann");
        assertThat(key.keyId()).isEqualTo(0xc74f20a3);
        assertThat(key.isCosigner()).isFalse();
        assertThat(SigningKey.generate("\u00e9\ud83d\ude00/x").verifierKey()).satisfies(
                other -> assertThat(VerifierKey.parse(other.toString())).isEqualTo(other));
    }

    @Test
    void no_part_of_a_verifier_key_may_be_missing_or_changed() {
        for (int from = 0; from <= KEY.length(); from++) {
            for (int to = from; to <= KEY.length(); to++) {
                if (to - from < KEY.length()) {
                    assertMalformed(KEY.substring(from, to));
                }
            }
        }
        for (int i = 0; i < KEY.length(); i++) {
            assertMalformed(KEY.substring(0, i) + (char) (KEY.charAt(i) + 1) + KEY.substring(i + 1));
        }
    }

    /** The first two from the tests of golang.org/x/mod/sumdb/note: a key too long, a type unknown, with right hashes. */
    @ParameterizedTest
    @ValueSource(strings = {"PeterNeumann+cc469956+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TWBADKEY==",
            "PeterNeumann+173116ae+ZRpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW",
            "PeterNeumann+C74F20A3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW",
            "PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW\n",
            "PeterNeumann+c74f20a3+BBpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW",
            "PeterNeumann+18b9780b+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW", "PeterNeumann+c74f20a3+",
            "PeterNeumann+c74f20a3+AQ=="})
    void what_is_no_verifier_key_is_refused(String text) {
        assertMalformed(text);
    }

    private static void assertMalformed(String key) {
        assertThatThrownBy(() -> VerifierKey.parse(key)).as(key).isInstanceOf(MalformedException.class);
    }

    private static byte[] hex(String hex) {
        return HexFormat.of().parseHex(hex);
    }
}
