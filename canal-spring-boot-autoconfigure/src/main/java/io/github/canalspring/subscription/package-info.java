/**
 * Which tables and operations are delivered, as the rows of a table say, followed in the
 * stream itself.
 */
@NullMarked
package io.github.canalspring.subscription;

import org.jspecify.annotations.NullMarked;
