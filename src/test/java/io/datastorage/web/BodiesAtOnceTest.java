package io.datastorage.web;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import org.junit.jupiter.api.Test;
import org.springframework.mock.web.DelegatingServletInputStream;
import org.springframework.mock.web.MockHttpServletRequest;
import org.springframework.util.unit.DataSize;

import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.io.SequenceInputStream;
import jakarta.servlet.ServletInputStream;
import jakarta.servlet.http.HttpServletRequest;

class BodiesAtOnceTest {
    private static final int MEBI = 1 << 20;

    private final RequestBodies bodies = new RequestBodies(
            new LimitSettings(DataSize.ofMegabytes(2), DataSize.ofMegabytes(2), 128, 1000));

    @Test
    void what_goes_beyond_the_bytes_of_all_is_refused_for_now() {
        try (var first = bodies.readJson(request(json(MEBI)))) {
            assertThat(first.bytes()).isEqualTo(MEBI);
            refused(request(json(MEBI + 1)));
            // What was refused has nothing of them.
            bodies.readJson(request(json(MEBI))).close();
        }
        bodies.readJson(request(json(2 * MEBI))).close();
    }

    @Test
    void what_has_arrived_of_a_body_counts_and_what_was_announced_does_not() {
        byte[] slow = json(MEBI + 1);
        bodies.readJson(request(endingWith(slow, () -> {
            bodies.readJson(request(json(MEBI / 2))).close();
            refused(request(json(MEBI)));
        }), slow.length)).close();
        InputStream silent = new SequenceInputStream(
                endingWith(new byte[0], () -> bodies.readJson(request(json(2 * MEBI))).close()),
                new ByteArrayInputStream("1".getBytes(UTF_8)));
        bodies.readJson(request(silent, 2 * MEBI)).close();
    }

    @Test
    void what_is_not_json_or_too_large_is_forgotten() {
        for (int i = 0; i < 3; i++) {
            refused(request(" ".repeat(MEBI).getBytes(UTF_8)), ProblemType.VALIDATION_ERROR);
            refused(request(new ByteArrayInputStream(json(2 * MEBI + 1)), -1), ProblemType.REQUEST_TOO_LARGE);
        }
        bodies.readJson(request(json(2 * MEBI))).close();
    }

    private void refused(HttpServletRequest request) {
        assertThat(refused(request, ProblemType.SERVICE_UNAVAILABLE).headers()).containsEntry("Retry-After", "1");
    }

    private Problem refused(HttpServletRequest request, ProblemType type) {
        var problem = catchThrowableOfType(ProblemException.class, () -> bodies.readJson(request)).problem();
        assertThat(problem.type()).isEqualTo(type);
        return problem;
    }

    /** Bytes, and something that happens when all of them were read and more are asked for. */
    private static InputStream endingWith(byte[] bytes, Runnable end) {
        return new ByteArrayInputStream(bytes) {
            @Override
            public synchronized int read(byte[] into, int offset, int length) {
                int read = super.read(into, offset, length);
                if (read < 0) {
                    end.run();
                }
                return read;
            }
        };
    }

    private static byte[] json(int bytes) {
        return ("\"" + "a".repeat(bytes - 2) + "\"").getBytes(UTF_8);
    }

    private static HttpServletRequest request(byte[] body) {
        return request(new ByteArrayInputStream(body), body.length);
    }

    private static HttpServletRequest request(InputStream body, int announced) {
        return new MockHttpServletRequest("POST", "/") {
            {
                setContentType("application/json");
            }

            @Override
            public long getContentLengthLong() {
                return announced;
            }

            @Override
            public ServletInputStream getInputStream() {
                return new DelegatingServletInputStream(body);
            }
        };
    }
}
