/** Verification of chains. */
@NullMarked
@ApplicationModule(allowedDependencies = {"event", "log", "ledger", "web"})
package io.datastorage.proof;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
