/** Searching, paging and tailing the log. */
@NullMarked
@ApplicationModule(allowedDependencies = {"event", "ledger", "web"})
package io.datastorage.query;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
