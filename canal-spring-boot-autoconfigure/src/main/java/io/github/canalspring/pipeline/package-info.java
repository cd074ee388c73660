/**
 * One source stream, one sink, and the loop that moves batches from the first to the
 * second.
 */
@NullMarked
package io.github.canalspring.pipeline;

import org.jspecify.annotations.NullMarked;
