/** What every endpoint shares: problem+json, limits, cursors, parameters, request ids, health. */
@NullMarked
@ApplicationModule(allowedDependencies = {"event"})
package io.datastorage.web;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
