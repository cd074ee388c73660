package io.github.canalspring.sink.handler;

import org.jspecify.annotations.Nullable;

/**
 * Turns a column's value into another type where nothing is lost.
 */
@FunctionalInterface
interface Conversion {

	/**
	 * Convert a value.
	 * @param value a value as a row holds it, not {@code null}
	 * @return the value as the other type; {@code null} if it does not fit
	 */
	@Nullable Object convert(Object value);

}
