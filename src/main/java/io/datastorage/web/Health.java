package io.datastorage.web;

import org.springframework.stereotype.Component;

import java.time.Clock;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/** The bodies of health answers, the same on both ports. */
@Component
class Health {
    private final Clock clock;

    Health(Clock clock) {
        this.clock = clock;
    }

    /** The process serves. */
    Map<String, String> healthy() {
        var body = new LinkedHashMap<String, String>();
        body.put("status", "healthy");
        body.put("timestamp", clock.instant().toString());
        return body;
    }

    /** Ready, or not and why. */
    static Map<String, String> ready(Optional<NotReady> notReady) {
        var body = new LinkedHashMap<String, String>();
        body.put("status", notReady.isPresent() ? "not_ready" : "ready");
        notReady.ifPresent(why -> body.put("reason", why.reason()));
        return body;
    }

    /** The status that goes with {@link #ready}. */
    static int status(Optional<NotReady> notReady) {
        return notReady.isPresent() ? 503 : 200;
    }
}
