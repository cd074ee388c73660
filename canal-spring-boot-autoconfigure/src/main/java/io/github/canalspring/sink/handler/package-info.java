/**
 * The application's {@code @CanalTable} methods as a sink: finding them, binding rows to
 * their types, and calling them.
 */
@NullMarked
package io.github.canalspring.sink.handler;

import org.jspecify.annotations.NullMarked;
