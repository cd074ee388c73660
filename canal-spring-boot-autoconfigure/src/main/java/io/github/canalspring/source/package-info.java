/**
 * Where changes come from: a stream of transaction-aligned batches, read from a position.
 */
@NullMarked
package io.github.canalspring.source;

import org.jspecify.annotations.NullMarked;
