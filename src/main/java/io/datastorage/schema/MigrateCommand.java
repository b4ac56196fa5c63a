package io.datastorage.schema;

import org.springframework.boot.Banner;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.diagnostics.FailureAnalyzedException;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.core.env.Environment;

import java.io.PrintStream;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * The command {@code migrate}: migrates the schema, or says how it is, and comes back. It starts nothing of the service
 * and reads the same settings. What it has to say goes to standard output; how far it is, to standard error.
 */
public final class MigrateCommand {
    /** The argument that asks for it. */
    public static final String NAME = "migrate";

    private static final int DONE = 0;
    private static final int FAILED = 1;
    private static final int MISUSED = 2;

    private static final String USAGE = """
            migrate            brings the schema to what this build needs, indexes included
            migrate --status   says which changesets were applied, which are pending, and which indexes are not valid
            migrate --sql      prints what migrate would run, and runs nothing
            migrate --verify   compares the schema with what this build expects, one line for each thing
            Settings are given as for the service: --name=value, or environment variables.""";

    private MigrateCommand() {}

    /**
     * Runs it.
     *
     * @param args what follows {@code migrate} on the command line
     * @return the exit code: 0 for done, or all as expected; 1 for failed, or not as expected; 2 for arguments that it
     *     does not know
     */
    public static int run(List<String> args, PrintStream out) {
        List<String> settings = args.stream().filter(arg -> arg.startsWith("--") && arg.contains("=")).toList();
        List<String> asked = args.stream().filter(arg -> !settings.contains(arg)).toList();
        if (asked.size() > 1 || !List.of("", "--status", "--sql", "--verify").containsAll(asked)) {
            out.println(USAGE);
            return MISUSED;
        }
        SpringApplication application = new SpringApplication(Parts.class);
        application.setWebApplicationType(WebApplicationType.NONE);
        application.setBannerMode(Banner.Mode.OFF);
        application.setLogStartupInfo(false);
        application.setRegisterShutdownHook(false);
        application.setDefaultProperties(Map.of("logging.config", "classpath:logback-migrate.xml"));
        try (ConfigurableApplicationContext context = application.run(settings.toArray(String[]::new))) {
            return run(String.join("", asked), context.getBean(SchemaParts.class), out);
        } catch (Exception e) {
            out.println(reason(e));
            return FAILED;
        }
    }

    static int run(String asked, SchemaParts parts, PrintStream out) throws Exception {
        return switch (asked) {
            case "--status" -> {
                ReportText.status(parts.reporter().report()).forEach(out::println);
                yield DONE;
            }
            case "--sql" -> {
                out.print(parts.reporter().pendingSql());
                yield DONE;
            }
            case "--verify" -> {
                SchemaReport report = parts.reporter().report();
                ReportText.verify(report).forEach(out::println);
                yield report.ok() ? DONE : FAILED;
            }
            default -> {
                parts.migration().run(IndexBuilds.BLOCKING, _ -> {});
                out.println("The schema is as this build needs it.");
                yield DONE;
            }
        };
    }

    /** A start that Spring Boot has explained on its own is explained again here, where it is seen. */
    private static String reason(Throwable thrown) {
        for (Throwable cause : Stream.iterate(thrown, t -> t != null, Throwable::getCause).toList()) {
            if (cause instanceof FailureAnalyzedException explained) {
                return explained.analysis().getDescription() + "\n" + explained.analysis().getAction();
            }
        }
        return Failures.message(thrown);
    }

    /** All that is started. */
    @EnableConfigurationProperties({OwnerSettings.class, SchemaSettings.class})
    static class Parts {
        @Bean
        static SchemaParts schemaParts(OwnerSettings owner, SchemaSettings settings, Environment environment) {
            return SchemaParts.of(owner, settings, environment.getProperty("spring.datasource.url"),
                    environment.getProperty("spring.datasource.username"));
        }
    }
}
