package io.datastorage.web;

import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

import java.time.Clock;

/** The one clock. */
@Configuration(proxyBeanMethods = false)
class WebConfiguration {
    @Bean
    Clock clock() {
        return Clock.systemUTC();
    }
}
