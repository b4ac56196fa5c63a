/** Append and read: the only SQL on the log's tables. */
@NullMarked
@ApplicationModule(allowedDependencies = {"event", "log"})
package io.datastorage.ledger;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
