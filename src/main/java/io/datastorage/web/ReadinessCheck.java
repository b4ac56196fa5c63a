package io.datastorage.web;

import java.util.Optional;

/** One thing that must hold before the service is ready. Every bean of this type is asked. */
@FunctionalInterface
public interface ReadinessCheck {
    /** What is wrong now; empty when nothing is. Answers at once, from what is known: it is asked on every probe. */
    Optional<NotReady> check();
}
