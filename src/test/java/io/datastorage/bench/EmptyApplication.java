package io.datastorage.bench;

import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;

/**
 * A web application that does nothing: what the starters of the service configure by themselves. No
 * {@code @SpringBootApplication}, since the service in tests would find that when it looks for components.
 */
@EnableAutoConfiguration
public class EmptyApplication {
    /** Starts it, with Spring Boot's command-line arguments. */
    public static void main(String[] args) {
        SpringApplication.run(EmptyApplication.class, args);
    }
}
