/**
 * Backfill: the rows that a table already has, read chunk by chunk beside the running
 * stream.
 */
@NullMarked
package io.github.canalspring.snapshot;

import org.jspecify.annotations.NullMarked;
