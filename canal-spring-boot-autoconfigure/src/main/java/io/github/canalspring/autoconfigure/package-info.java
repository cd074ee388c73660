/**
 * Wiring only: auto-configuration, properties, and what is said when start-up fails.
 */
@NullMarked
package io.github.canalspring.autoconfigure;

import org.jspecify.annotations.NullMarked;
