package io.github.canalspring.message;

/**
 * How a Debezium message carries a {@code DECIMAL}: its {@code decimal.handling.mode}.
 */
public enum Decimals {

	/** The digits in Base64, exact. */
	PRECISE,

	/** A text, exact. */
	STRING,

	/** A number, of which those who read it as a double get the first 15 digits or so. */
	DOUBLE

}
