/**
 * Merkle tree, tiles, proofs, checkpoints and the keys that sign them. Bytes in, bytes out: no HTTP, no database, nothing
 * but the JDK.
 */
@NullMarked
@ApplicationModule(allowedDependencies = {})
package io.datastorage.log;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
