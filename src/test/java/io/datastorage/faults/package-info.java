/**
 * What breaks, again and again under load, and the oracle after every round. A few rounds in every build; {@code mvn
 * -Pfaults verify} runs many.
 */
@NullMarked
package io.datastorage.faults;

import org.jspecify.annotations.NullMarked;
