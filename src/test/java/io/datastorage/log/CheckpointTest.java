package io.datastorage.log;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.util.Base64;
import java.util.List;

class CheckpointTest {
    private static final String ROOT = "CsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=";

    /** The example of C2SP tlog-checkpoint. */
    @Test
    void a_checkpoint_is_read_and_written_back() {
        String text = "example.com/behind-the-sofa\n20852163\n" + ROOT + "\n";
        Checkpoint checkpoint = Checkpoint.parse(text);
        assertThat(checkpoint.origin()).isEqualTo("example.com/behind-the-sofa");
        assertThat(checkpoint.size()).isEqualTo(20852163);
        assertThat(checkpoint.root()).isEqualTo(Base64.getDecoder().decode(ROOT));
        assertThat(checkpoint.extensions()).isEmpty();
        assertThat(checkpoint.text()).isEqualTo(text);
        assertThat(checkpoint).isEqualTo(new Checkpoint("example.com/behind-the-sofa", 20852163, checkpoint.root()))
                .hasSameHashCodeAs(Checkpoint.parse(text))
                .isNotEqualTo(new Checkpoint("example.com/behind-the-sofa", 20852164, checkpoint.root()));
    }

    @Test
    void extensions_the_empty_tree_and_the_largest_are_kept() {
        for (String size : List.of("0", "9223372036854775807")) {
            String text = "a log+ with spaces\n" + size + "\n" + ROOT + "\nfirst more\n\u00e9\ud83d\ude00\n";
            Checkpoint checkpoint = Checkpoint.parse(text);
            assertThat(checkpoint.size()).isEqualTo(Long.parseLong(size));
            assertThat(checkpoint.extensions()).containsExactly("first more", "\u00e9\ud83d\ude00");
            assertThat(checkpoint.text()).isEqualTo(text);
        }
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            ``                                      | must end in a newline
            o~1~R                                   | must end in a newline
            ~                                       | at least three lines
            o~1~                                    | at least three lines
            ~1~R~                                   | line 1
            o~~R~                                   | line 2 of a checkpoint, the size,
            o~01~R~                                 | line 2
            o~-1~R~                                 | line 2
            o~+1~R~                                 | line 2
            o~ 1~R~                                 | line 2
            o~1 ~R~                                 | line 2
            o~1e3~R~                                | line 2
            o~٣~R~                                  | line 2
            o~9223372036854775808~R~                | line 2 of a checkpoint, the size, must be at most 92233720368547
            o~99999999999999999999~R~               | line 2
            o~1~~                                   | line 3 of a checkpoint, the root,
            o~1~R ~                                 | line 3
            o~1~AAAA~                               | line 3 of a checkpoint, the root, must be a hash of 32 bytes
            o~1~CsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2J=~ | no stray bits
            o~1~CsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I~  | with its padding
            o~1~CsUYapGGPo4dkMgIAUqom_Xajj7h2fB2MPA3j2jxq2I=~ | must be base64
            o~1~R~~                                 | line 4
            o~1~R~more~~                            | line 5
            o^~1~R~                                 | control characters
            o~1~R~^~                                | control characters
            """)
    void what_is_no_checkpoint_is_refused(String text, String message) {
        String noteText = text.replace('~', '\n').replace('^', '\r').replace("R", ROOT);
        assertThatThrownBy(() -> Checkpoint.parse(noteText)).isInstanceOf(MalformedException.class)
                .hasMessageContaining(message);
    }

    @Test
    void what_has_no_bytes_is_refused() {
        assertThatThrownBy(() -> Checkpoint.parse("\ud83d\n1\n" + ROOT + "\n")).hasMessageContaining("surrogates");
    }

    @Test
    void a_checkpoint_that_could_not_be_read_is_not_made() {
        byte[] root = new byte[32];
        assertThatThrownBy(() -> new Checkpoint("", 1, root)).isInstanceOf(MalformedException.class);
        assertThatThrownBy(() -> new Checkpoint("a\nb", 1, root)).isInstanceOf(MalformedException.class);
        assertThatThrownBy(() -> new Checkpoint("\ude00", 1, root)).isInstanceOf(MalformedException.class);
        assertThatThrownBy(() -> new Checkpoint("o", -1, root)).isInstanceOf(MalformedException.class);
        assertThatThrownBy(() -> new Checkpoint("o", 1, new byte[31])).isInstanceOf(MalformedException.class);
        assertThatThrownBy(() -> new Checkpoint("o", 1, root, List.of("a", ""))).hasMessageContaining("line 5");
    }
}
