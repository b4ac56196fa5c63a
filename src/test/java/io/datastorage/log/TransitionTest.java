package io.datastorage.log;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.util.List;
import java.util.stream.Stream;

class TransitionTest {
    private static final SigningKey OLD = SigningKey.generate("log.example.com/1/0");
    private static final SigningKey NEW = OLD.named("log.example.com/1/1");
    private static final Transition TRANSITION = new Transition("log.example.com/1/0",
            new Transition.Head(7, Hashes.of(new byte[]{7})), "log.example.com/1/1",
            new Transition.Head(3, Hashes.of(new byte[]{3})), List.of(NEW.verifierKey()));

    private static SignedNote signed(SigningKey... keys) {
        return new SignedNote(TRANSITION.text(), Stream.of(keys).map(key -> key.sign(TRANSITION.text())).toList());
    }

    @Test
    void it_reads_what_it_writes() {
        assertThat(Transition.parse(TRANSITION.text())).isEqualTo(TRANSITION).hasSameHashCodeAs(TRANSITION);
        assertThat(TRANSITION.text().lines()).startsWith("datastorage transition v1", "log.example.com/1/0", "7")
                .endsWith(NEW.verifierKey().toString()).hasSize(8);
    }

    @Test
    void both_origins_must_have_signed_it() {
        assertThat(TRANSITION.isSigned(signed(OLD, NEW), OLD.verifierKey())).isTrue();
        assertThat(TRANSITION.isSigned(signed(OLD), OLD.verifierKey())).isFalse();
        assertThat(TRANSITION.isSigned(signed(NEW), OLD.verifierKey())).isFalse();
        assertThat(TRANSITION.isSigned(signed(OLD, NEW), NEW.verifierKey())).isFalse();
        SigningKey other = SigningKey.generate("log.example.com/1/0");
        assertThat(TRANSITION.isSigned(signed(other, NEW), OLD.verifierKey())).isFalse();
        assertThat(TRANSITION.isSigned(signed(OLD, SigningKey.generate("log.example.com/1/1")), OLD.verifierKey()))
                .isFalse();
    }

    @Test
    void a_checkpoint_is_no_transition_and_a_transition_no_checkpoint() {
        assertThatThrownBy(() -> Checkpoint.parse(TRANSITION.text())).isInstanceOf(MalformedException.class);
        String checkpoint = new Checkpoint("log.example.com/1/0", 7, new byte[32]).text();
        assertThatThrownBy(() -> Transition.parse(checkpoint)).isInstanceOf(MalformedException.class);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
            "datastorage transition v1 | datastorage transition v2",
            "\\n7\\n | \\n07\\n",
            "\\n3\\n | \\n-3\\n",
            "\\nlog.example.com/1/1\\n | \\nlog.example.com/1/0\\n",
            "\\nlog.example.com/1/1\\n | \\nlog.example.com/1/2\\n",
            "=\\nlog | \\nlog",
    })
    void what_it_would_not_write_it_does_not_read(String part, String instead) {
        String text = TRANSITION.text().replaceFirst(part, instead);
        assertThat(text).isNotEqualTo(TRANSITION.text());
        assertThatThrownBy(() -> Transition.parse(text)).isInstanceOf(MalformedException.class);
    }

    @Test
    void it_names_a_key_of_its_new_origin() {
        String text = TRANSITION.text();
        String without = text.substring(0, text.lastIndexOf('\n', text.length() - 2) + 1);
        assertThatThrownBy(() -> Transition.parse(without)).isInstanceOf(MalformedException.class);
        assertThatThrownBy(() -> Transition.parse(without + OLD.verifierKey() + "\n"))
                .isInstanceOf(MalformedException.class);
        assertThatThrownBy(() -> Transition.parse(text + "\n")).isInstanceOf(MalformedException.class);
    }
}
