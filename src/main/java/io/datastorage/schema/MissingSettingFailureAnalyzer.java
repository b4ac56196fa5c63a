package io.datastorage.schema;

import org.jspecify.annotations.Nullable;
import org.springframework.boot.diagnostics.AbstractFailureAnalyzer;
import org.springframework.boot.diagnostics.FailureAnalysis;

import java.util.Locale;

/** Prints a missing setting as a message instead of a stack trace. */
final class MissingSettingFailureAnalyzer extends AbstractFailureAnalyzer<MissingSettingException> {
    @Override
    protected @Nullable FailureAnalysis analyze(Throwable failure, MissingSettingException cause) {
        String variable = cause.setting().toUpperCase(Locale.ROOT).replace("-", "").replace('.', '_');
        return new FailureAnalysis(
                "%s is not set: %s".formatted(cause.setting(), cause.purpose()),
                "Set %s, or the environment variable %s.".formatted(cause.setting(), variable),
                cause);
    }
}
