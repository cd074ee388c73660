/**
 * Changes that could not be applied, kept with all later ones of their rows until they
 * are applied again.
 */
@NullMarked
package io.github.canalspring.parking;

import org.jspecify.annotations.NullMarked;
