package io.datastorage;

import io.datastorage.embedded.EmbeddedRun;
import io.datastorage.schema.MigrateCommand;
import io.datastorage.verify.Main;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.boot.context.properties.ConfigurationPropertiesScan;

import java.util.List;

/** The audit event service. */
@SpringBootApplication
@ConfigurationPropertiesScan
public class DataStorageApplication {
    /**
     * Starts the service, or runs the command that the first argument names.
     *
     * @param args {@code migrate} or {@code verify} and what belongs to it, or Spring Boot's command-line arguments
     */
    public static void main(String[] args) {
        if (args.length > 0 && args[0].equals(MigrateCommand.NAME)) {
            System.exit(MigrateCommand.run(List.of(args).subList(1, args.length), System.out));
        }
        if (args.length > 0 && args[0].equals(Main.NAME)) {
            System.exit(Main.run(List.of(args).subList(1, args.length), System.out));
        }
        SpringApplication application = new SpringApplication(DataStorageApplication.class);
        application.addListeners(new EmbeddedRun());
        application.run(args);
    }
}
