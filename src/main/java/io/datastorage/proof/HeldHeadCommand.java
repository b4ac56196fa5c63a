package io.datastorage.proof;

import io.datastorage.ledger.Checkpoints;
import io.datastorage.ledger.LogIdentity;
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
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The command {@code held-head}: shows the last signed checkpoint beside what the database has, signs a log for the first
 * time, or begins a new epoch of one that was rolled back. It starts nothing of the service and reads the same settings.
 */
public final class HeldHeadCommand {
    /** The argument that asks for it. */
    public static final String NAME = "held-head";

    private static final int DONE = 0;
    private static final int FAILED = 1;
    private static final int MISUSED = 2;
    private static final int CONSIDERED = 1_000;

    private static final String USAGE = """
            held-head show       prints the held head, and says whether the database continues it
            held-head confirm    signs and holds a log that is not empty and that no head is held of
            held-head new-epoch --size=N --decided-by=NAME --reason=TEXT
                                 gives up what was signed and is lost: the log goes on with the N records that the
                                 database has, under a new origin; cannot be undone
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
        List<String> settings = args.stream().filter(arg -> arg.startsWith("--") && arg.contains("="))
                .filter(arg -> Decisions.NAMES.stream().noneMatch(arg::startsWith)).toList();
        List<String> asked = args.stream().filter(arg -> !settings.contains(arg)).toList();
        List<String> decision = asked.isEmpty() ? List.of() : asked.subList(1, asked.size());
        boolean understood = !asked.isEmpty() && switch (asked.getFirst()) {
            case "show", "confirm" -> decision.isEmpty();
            case "new-epoch" -> Decisions.read(decision).isPresent();
            default -> false;
        };
        if (!understood) {
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
            return switch (asked.getFirst()) {
                case "show" -> show(context, out);
                case "confirm" -> confirm(context, out);
                default -> newEpoch(context, Decisions.read(decision).orElseThrow(), out);
            };
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
        SigningKeys keys = context.getBean(PresentKeys.class).configured();
        String text = store.read();
        out.println(text == null
                ? "Nothing is held in the %s.".formatted(store)
                : "Held in the %s:%n%n%s".formatted(store, text));
        LogSnapshot log = context.getBean(LogStates.class).newest();
        out.println("The database has %,d records.".formatted(log.size()));
        LogIdentity stored = context.getBean(Checkpoints.class).identity().orElse(keys.identity());
        if (text != null) {
            HeldHead held = HeldHead.read(text, keys);
            store.transition(held.keys().identity().epoch())
                    .ifPresent(note -> out.println("The note that led to its epoch:%n%n%s".formatted(note)));
            Signer.requireIdentity(held.keys().identity(), stored);
            LogTiles tiles = context.getBean(LogTiles.class);
            if (!held.isBeginningOf(log, tiles)) {
                out.println(newestGood(context.getBean(Checkpoints.class), keys, log, tiles)
                        .map(size -> "The newest checkpoint stored there that it continues has %,d records."
                                .formatted(size))
                        .orElse("It continues none of the checkpoints that are stored there."));
            }
            held.requireBeginningOf(log, tiles);
            out.println("It continues what was signed.");
            return DONE;
        }
        Signer.requireIdentity(keys.in(Math.max(keys.identity().epoch(), stored.epoch())).identity(), stored);
        if (log.size() > 0) {
            out.println("Nothing is signed before held-head confirm.");
            return FAILED;
        }
        return DONE;
    }

    /** How far a log that is not the signed one is sound, as far as its own checkpoints tell. */
    private static Optional<Long> newestGood(Checkpoints checkpoints, SigningKeys keys, LogSnapshot log,
            LogTiles tiles) {
        for (Checkpoints.Stored stored : checkpoints.newest(CONSIDERED)) {
            try {
                if (HeldHead.read(stored.note(), keys).isBeginningOf(log, tiles)) {
                    return Optional.of(stored.size());
                }
            } catch (LogMismatchException e) {
                // Not one of ours, or the tiles to compare it with are gone.
            }
        }
        return Optional.empty();
    }

    private static int confirm(ConfigurableApplicationContext context, PrintStream out) throws IOException {
        return switch (context.getBean(Signer.class).confirm()) {
            case SigningRound.Held(HeldHead head, _) -> {
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

    private static int newEpoch(ConfigurableApplicationContext context, NewEpoch.Decision decision, PrintStream out)
            throws IOException {
        NewEpoch.Begun begun = context.getBean(NewEpoch.class).begin(decision);
        out.println("""
                The log goes on as %s, with %,d records. Its first record is %s, at log index %d.

                Keep this note outside the database and give it to auditors and witnesses; it ends the old origin:

                %s
                The first checkpoint, held in the %s:

                %s
                New verifier key:
                %s
                Start the service again on every instance.""".formatted(begun.head().checkpoint().origin(),
                begun.head().checkpoint().size(), begun.first().eventId(), begun.first().logIndex(),
                begun.transition(), context.getBean(HeldHeadStore.class), begun.head().text(),
                begun.head().keys().verifiers().stream().map(key -> key + "\n").collect(Collectors.joining())));
        return DONE;
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
