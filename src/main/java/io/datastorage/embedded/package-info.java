/** A PostgreSQL of our own for a run without settings. Never in production: its jar does not carry the binaries. */
@NullMarked
@ApplicationModule(allowedDependencies = {"schema"})
package io.datastorage.embedded;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
