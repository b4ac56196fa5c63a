package io.datastorage.web;

import org.springframework.context.SmartLifecycle;
import org.springframework.stereotype.Component;

import java.time.Duration;

/**
 * Keeps the web servers up for a while after readiness turned 503. Spring stops what it started last first: this, whose
 * place is the default and the last, and then the web servers.
 */
@Component
class ShutdownDelay implements SmartLifecycle {
    private final Duration delay;
    private volatile boolean running;

    ShutdownDelay(ShutdownSettings settings) {
        delay = settings.delay();
    }

    @Override
    public void start() {
        running = true;
    }

    @Override
    public void stop() {
        running = false;
        try {
            Thread.sleep(delay);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public boolean isRunning() {
        return running;
    }
}
