package io.github.canalspring.message;

/**
 * How a row change looks as a message.
 */
public enum MessageFormat {

	/** Canal's flat message: every value a text, with the types of the columns. */
	CANAL_FLAT,

	/** Debezium's envelope, with or without a schema around it. */
	DEBEZIUM,

	/** Maxwell's JSON. */
	MAXWELL

}
