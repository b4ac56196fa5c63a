package io.datastorage.ledger;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import java.time.Duration;

@Timeout(60)
class HeldRequestsTest {
    private static final AppendOutcome SETTLED = new AppendOutcome.Refused();

    @Test
    void a_request_that_nobody_settles_is_given_up_at_its_deadline() {
        PendingOutcome pending = pending(Duration.ofMillis(100));
        try (HeldRequests held = started()) {
            held.add(pending);
            assertThat(pending.await()).isInstanceOf(AppendOutcome.Unavailable.class);
        }
    }

    @Test
    void a_request_whose_deadline_is_far_does_not_keep_the_next_waiting() {
        PendingOutcome patient = pending(Duration.ofDays(1));
        PendingOutcome impatient = pending(Duration.ofMillis(100));
        try (HeldRequests held = started()) {
            held.add(patient);
            held.add(impatient);
            assertThat(impatient.await()).isInstanceOf(AppendOutcome.Unavailable.class);
            assertThat(patient.isSettled()).isFalse();
            patient.complete(SETTLED);
        }
        assertThat(patient.await()).isSameAs(SETTLED);
    }

    @Test
    void a_settled_request_keeps_its_outcome_whatever_its_deadline() {
        PendingOutcome settled = pending(Duration.ZERO);
        PendingOutcome next = pending(Duration.ZERO);
        settled.complete(SETTLED);
        try (HeldRequests held = started()) {
            held.add(settled);
            held.add(next);
            assertThat(next.await()).isInstanceOf(AppendOutcome.Unavailable.class);
        }
        assertThat(settled.await()).isSameAs(SETTLED);
    }

    @Test
    void what_is_held_at_the_end_is_still_given_up() {
        PendingOutcome pending = pending(Duration.ofMillis(200));
        HeldRequests held = started();
        held.add(pending);
        held.close();
        assertThat(pending.await()).isInstanceOf(AppendOutcome.Unavailable.class);
    }

    private static HeldRequests started() {
        HeldRequests held = new HeldRequests();
        held.start();
        return held;
    }

    private static PendingOutcome pending(Duration wait) {
        return new PendingOutcome(Deadline.in(wait));
    }
}
