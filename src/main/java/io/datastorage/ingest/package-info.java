/** Posting events, one or a batch. */
@NullMarked
@ApplicationModule(allowedDependencies = {"event", "ledger", "web"})
package io.datastorage.ingest;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
