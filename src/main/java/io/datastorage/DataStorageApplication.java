package io.datastorage;

import io.datastorage.embedded.EmbeddedRun;
import io.datastorage.proof.HeldHeadCommand;
import io.datastorage.proof.KeygenCommand;
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
     * @param args {@code migrate}, {@code verify}, {@code held-head} or {@code keygen} and what belongs to it, or Spring
     *     Boot's command-line arguments
     */
    public static void main(String[] args) {
        if (args.length > 0) {
            List<String> rest = List.of(args).subList(1, args.length);
            switch (args[0]) {
                case MigrateCommand.NAME -> System.exit(MigrateCommand.run(rest, System.out));
                case HeldHeadCommand.NAME -> System.exit(
                        HeldHeadCommand.run(rest, System.out, LogConfiguration.class));
                case Main.NAME -> System.exit(Main.run(rest, System.out));
                case KeygenCommand.NAME -> System.exit(KeygenCommand.run(rest, System.out));
                default -> {
                }
            }
        }
        SpringApplication application = new SpringApplication(DataStorageApplication.class);
        application.addListeners(new EmbeddedRun());
        application.run(args);
    }
}
