/** Migrations: running Liquibase safely, and indexes built concurrently on a partitioned table. */
@NullMarked
@ApplicationModule(allowedDependencies = {})
package io.datastorage.schema;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
