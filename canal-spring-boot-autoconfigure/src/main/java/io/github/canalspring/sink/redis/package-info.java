/**
 * Keeps keys in Redis equal to rows.
 */
@NullMarked
package io.github.canalspring.sink.redis;

import org.jspecify.annotations.NullMarked;
