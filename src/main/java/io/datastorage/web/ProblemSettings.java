package io.datastorage.web;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * How problems are named.
 *
 * @param base the URI that a problem's name is appended to, without a slash at its end
 */
@ConfigurationProperties("datastorage.problems")
public record ProblemSettings(@DefaultValue("https://kubernaut.ai/problems") String base) {
    public ProblemSettings {
        while (base.endsWith("/")) {
            base = base.substring(0, base.length() - 1);
        }
    }
}
