package io.datastorage;

import io.datastorage.embedded.EmbeddedRun;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.boot.context.properties.ConfigurationPropertiesScan;

/** The audit event service. */
@SpringBootApplication
@ConfigurationPropertiesScan
public class DataStorageApplication {
    /**
     * Starts the service.
     *
     * @param args Spring Boot's command-line arguments
     */
    public static void main(String[] args) {
        SpringApplication application = new SpringApplication(DataStorageApplication.class);
        application.addListeners(new EmbeddedRun());
        application.run(args);
    }
}
