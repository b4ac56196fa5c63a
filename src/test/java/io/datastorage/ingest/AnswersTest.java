package io.datastorage.ingest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.datastorage.ledger.AppendOutcome;
import io.datastorage.web.ProblemException;
import io.datastorage.web.ProblemType;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

class AnswersTest {
    private static final Map<String, String> RETRY = Map.of("Retry-After", "1");

    static Stream<Arguments> outcomes() {
        return Stream.of(Arguments.of(new AppendOutcome.QueueFull(), ProblemType.SERVICE_UNAVAILABLE, RETRY),
                Arguments.of(new AppendOutcome.Unavailable(), ProblemType.DATABASE_ERROR, RETRY),
                Arguments.of(new AppendOutcome.Stopped(), ProblemType.SERVICE_UNAVAILABLE, RETRY),
                Arguments.of(new AppendOutcome.IdentityReused(), ProblemType.IDEMPOTENCY_KEY_REUSED, Map.of()),
                Arguments.of(new AppendOutcome.Refused(), ProblemType.INTERNAL_ERROR, Map.of()));
    }

    @ParameterizedTest
    @MethodSource("outcomes")
    void what_may_succeed_later_is_503_and_nothing_else_is(AppendOutcome outcome, ProblemType type,
            Map<String, String> headers) {
        for (var route : Route.values()) {
            var refused = catchThrowableOfType(ProblemException.class,
                    () -> Answers.of(route, outcome, Optional.empty(), _ -> Optional.empty()));
            assertThat(refused.problem().type()).isEqualTo(type);
            assertThat(refused.problem().headers()).isEqualTo(headers);
            assertThat(type.status() == 503).isEqualTo(headers.equals(RETRY));
        }
    }
}
