package io.datastorage.web;

import org.springframework.boot.SpringBootConfiguration;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.context.properties.ConfigurationPropertiesScan;
import org.springframework.boot.jdbc.autoconfigure.DataSourceAutoConfiguration;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.context.SpringBootTest.WebEnvironment;
import org.springframework.context.annotation.ComponentScan;
import org.springframework.context.annotation.Profile;
import org.springframework.test.context.ActiveProfiles;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * Starts a server with this room alone and {@link ProbeController}, without a database. The profile keeps both out of
 * tests that scan for the whole application.
 */
@Target(ElementType.TYPE)
@Retention(RetentionPolicy.RUNTIME)
@SpringBootTest(classes = WebTest.Application.class, webEnvironment = WebEnvironment.RANDOM_PORT, properties = {
        "management.server.port=0", "datastorage.limits.body=1MB"})
@ActiveProfiles(WebTest.PROFILE)
@interface WebTest {
    /** Active in these tests only. */
    String PROFILE = "web-test";

    /** The room, and what tests ask it with. */
    @SpringBootConfiguration
    @EnableAutoConfiguration(exclude = DataSourceAutoConfiguration.class)
    @ComponentScan
    @ConfigurationPropertiesScan
    @Profile(PROFILE)
    class Application {}
}
