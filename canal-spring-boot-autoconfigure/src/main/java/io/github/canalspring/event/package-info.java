/**
 * The events that handlers receive: rows, what happened to them, and where in the stream.
 */
@NullMarked
package io.github.canalspring.event;

import org.jspecify.annotations.NullMarked;
