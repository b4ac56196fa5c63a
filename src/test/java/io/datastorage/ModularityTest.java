package io.datastorage;

import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.assignableTo;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import org.junit.jupiter.api.Test;
import org.springframework.modulith.core.ApplicationModules;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.classfile.ClassFile;
import java.lang.classfile.constantpool.PoolEntry;
import java.lang.classfile.constantpool.Utf8Entry;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;

/** What may import what: the rooms' own rules stand in their {@code package-info.java}. */
class ModularityTest {
    private static final JavaClasses CLASSES = new ClassFileImporter()
            .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS).importPackages("io.datastorage");
    private static final Path COMPILED = Path.of("target/classes/io/datastorage");
    private static final Pattern LOG_TABLE = Pattern
            .compile(
                    "\\b(audit_events|chain_heads|ingest_requests|log_(?:checkpoints|cosignatures|identity|keys|key_retirements|segments|states|tiles))\\b");

    @Test
    void rooms_import_only_what_their_package_info_allows() {
        ApplicationModules.of(DataStorageApplication.class).verify();
    }

    @Test
    void the_log_needs_only_the_jdk() {
        classes().that().resideInAPackage("io.datastorage.log..").should().onlyDependOnClassesThat()
                .resideInAnyPackage("java..", "io.datastorage.log..", "org.jspecify.annotations",
                        "org.springframework.modulith")
                .check(CLASSES);
    }

    @Test
    void the_verifier_needs_only_the_jdk_and_the_log() {
        classes().that().resideInAPackage("io.datastorage.verify..").should().onlyDependOnClassesThat()
                .resideInAnyPackage("java..", "io.datastorage.verify..", "io.datastorage.log..",
                        "org.jspecify.annotations", "org.springframework.modulith")
                .check(CLASSES);
    }

    @Test
    void events_need_only_the_jdk_and_jackson() {
        classes().that().resideInAPackage("io.datastorage.event..").should().onlyDependOnClassesThat()
                .resideInAnyPackage("java..", "io.datastorage.event..", "tools.jackson.core..",
                        "org.jspecify.annotations", "org.springframework.modulith")
                .check(CLASSES);
    }

    @Test
    void only_the_ledger_and_the_schema_ask_the_database() {
        noClasses().that()
                .resideOutsideOfPackages("io.datastorage", "io.datastorage.ledger..", "io.datastorage.schema..",
                        "io.datastorage.embedded..")
                .should().dependOnClassesThat(resideInAnyPackage("java.sql..", "javax.sql..",
                        "org.springframework.jdbc..", "org.postgresql..", "com.zaxxer..")
                        .and(not(assignableTo(SQLException.class))))
                .check(CLASSES);
    }

    @Test
    void only_the_ledger_and_the_schema_name_the_tables_of_the_log() throws IOException {
        assertThat(tablesNamedIn(COMPILED.resolve("ledger"))).isNotEmpty();
        try (Stream<Path> rooms = Files.list(COMPILED)) {
            for (Path room : rooms.filter(room -> !room.endsWith("ledger") && !room.endsWith("schema")).toList()) {
                assertThat(tablesNamedIn(room)).as("constants in " + room).isEmpty();
            }
        }
    }

    /** From the constant pools of all classes at or under a path: SQL is a constant (JVM specification §4.4). */
    private static List<String> tablesNamedIn(Path path) throws IOException {
        try (Stream<Path> files = Files.walk(path)) {
            return files.filter(file -> file.toString().endsWith(".class")).flatMap(ModularityTest::pool)
                    .filter(Utf8Entry.class::isInstance).map(entry -> ((Utf8Entry) entry).stringValue())
                    .filter(LOG_TABLE.asPredicate()).toList();
        }
    }

    private static Stream<PoolEntry> pool(Path file) {
        try {
            return StreamSupport.stream(ClassFile.of().parse(file).constantPool().spliterator(), false);
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
    }
}
