/**
 * The formats in which brokers carry row changes: one change to bytes, and back. Knows no
 * broker.
 */
@NullMarked
package io.github.canalspring.message;

import org.jspecify.annotations.NullMarked;
