/** The offline verifier: what an auditor runs who trusts neither the service nor its database. JDK and {@code log} only. */
@NullMarked
@ApplicationModule(allowedDependencies = "log")
package io.datastorage.verify;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
