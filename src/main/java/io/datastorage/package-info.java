/** The application: it only puts the rooms together. */
@NullMarked
package io.datastorage;

import org.jspecify.annotations.NullMarked;
