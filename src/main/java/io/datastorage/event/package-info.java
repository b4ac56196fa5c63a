/** Event and record types, validation, canonical form, entry and commitments. Only the JDK and Jackson. */
@NullMarked
@ApplicationModule(allowedDependencies = {})
package io.datastorage.event;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
