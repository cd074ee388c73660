/**
 * Health and metrics of the pipelines.
 */
@NullMarked
package io.github.canalspring.actuate;

import org.jspecify.annotations.NullMarked;
