/**
 * Comparing what a sink holds with MySQL, beside the running stream, and mending it.
 */
@NullMarked
package io.github.canalspring.verify;

import org.jspecify.annotations.NullMarked;
