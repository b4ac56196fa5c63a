package io.datastorage.proof;

import io.datastorage.ledger.Checkpoints;
import io.datastorage.ledger.LogMismatchException;
import io.datastorage.ledger.LogSnapshot;
import io.datastorage.ledger.LogStates;
import io.datastorage.ledger.LogTiles;
import org.springframework.beans.BeansException;
import org.springframework.boot.Banner;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Import;
import org.springframework.core.env.ConfigurableEnvironment;
import org.springframework.core.env.MapPropertySource;

import java.io.IOException;
import java.io.PrintStream;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * The command {@code held-head}: shows the last signed checkpoint beside what the database has, or signs a log for the
 * first time. It starts nothing of the service and reads the same settings.
 */
public final class HeldHeadCommand {
    /** The argument that asks for it. */
    public static final String NAME = "held-head";

    private static final int DONE = 0;
    private static final int FAILED = 1;
    private static final int MISUSED = 2;

    private static final String USAGE = """
            held-head show       prints the held head, and says whether the database continues it
            held-head confirm    signs and holds a log that is not empty and that no head is held of
            Settings are given as for the service: --name=value, or environment variables.""";

    private HeldHeadCommand() {}

    /**
     * Runs it.
     *
     * @param args what follows {@code held-head} on the command line
     * @param database a configuration with {@link LogStates}, {@link LogTiles} and {@link Checkpoints}
     * @return the exit code: 0 for done, or a database that continues the held head; 1 for failed, refused, or one that
     *     does not; 2 for arguments that it does not know
     */
    public static int run(List<String> args, PrintStream out, Class<?> database) {
        List<String> settings = args.stream().filter(arg -> arg.startsWith("--") && arg.contains("=")).toList();
        List<String> asked = args.stream().filter(arg -> !settings.contains(arg)).toList();
        if (asked.size() != 1 || !List.of("show", "confirm").containsAll(asked)) {
            out.println(USAGE);
            return MISUSED;
        }
        SpringApplication application = new SpringApplication(Parts.class, database);
        application.setWebApplicationType(WebApplicationType.NONE);
        application.setBannerMode(Banner.Mode.OFF);
        application.setLogStartupInfo(false);
        application.setRegisterShutdownHook(false);
        application.setDefaultProperties(Map.of("logging.level.root", "off"));
        application.addInitializers(HeldHeadCommand::prepare);
        try (ConfigurableApplicationContext context = application.run(settings.toArray(String[]::new))) {
            return asked.contains("show") ? show(context, out) : confirm(context, out);
        } catch (IOException | RuntimeException e) {
            out.println(reason(e));
            return FAILED;
        }
    }

    private static void prepare(ConfigurableApplicationContext context) {
        ConfigurableEnvironment environment = context.getEnvironment();
        for (String needed : List.of("spring.datasource.url", "datastorage.signing.directory")) {
            if (environment.getProperty(needed, "").isBlank()) {
                throw new IllegalStateException(needed + " is not set");
            }
        }
        // To look must not make a key.
        environment.getPropertySources()
                .addFirst(new MapPropertySource(NAME, Map.of("datastorage.signing.generate", "false")));
    }

    private static int show(ConfigurableApplicationContext context, PrintStream out) throws IOException {
        HeldHeadStore store = context.getBean(HeldHeadStore.class);
        SigningKeys keys = context.getBean(SigningKeys.class);
        String text = store.read();
        out.println(text == null
                ? "Nothing is held in the %s.".formatted(store)
                : "Held in the %s:%n%n%s".formatted(store, text));
        LogSnapshot log = context.getBean(LogStates.class).newest();
        out.println("The database has %,d records.".formatted(log.size()));
        Signer.requireIdentity(keys.identity(), context.getBean(Checkpoints.class).identity().orElse(keys.identity()));
        if (text != null) {
            HeldHead.read(text, keys).requireBeginningOf(log, context.getBean(LogTiles.class));
            out.println("It continues what was signed.");
        } else if (log.size() > 0) {
            out.println("Nothing is signed before held-head confirm.");
            return FAILED;
        }
        return DONE;
    }

    private static int confirm(ConfigurableApplicationContext context, PrintStream out) throws IOException {
        return switch (context.getBean(Signer.class).confirm()) {
            case SigningRound.Held(HeldHead head) -> {
                out.println("Signed, and held in the %s:%n%n%s".formatted(context.getBean(HeldHeadStore.class),
                        head.text()));
                yield DONE;
            }
            case SigningRound.Contended _,SigningRound.Unconfirmed _ -> {
                out.println("Somebody else has just stored a head, and this one was not: see held-head show.");
                yield FAILED;
            }
        };
    }

    /** What the database said, below its pool's words, or what was said first below Spring's. */
    private static String reason(Throwable thrown) {
        List<Throwable> causes = Stream.iterate(thrown, cause -> cause != null, Throwable::getCause).toList();
        Throwable telling = causes.stream().filter(SQLException.class::isInstance).reduce((_, deeper) -> deeper)
                .orElseGet(
                        () -> causes.stream().filter(cause -> !(cause instanceof BeansException)).findFirst()
                                .orElse(thrown));
        return (telling instanceof LogMismatchException ? "Refused: " : "Failed: ") + telling.getMessage();
    }

    /** All that is started, beside what reads the database. */
    @Import(SignerConfiguration.class)
    @EnableConfigurationProperties({SigningSettings.class, HeldHeadSettings.class})
    static class Parts {}
}
