package io.github.canalspring.source;

/**
 * The types of MySQL's and MariaDB's columns, as far as they differ in the Java value
 * that a {@link io.github.canalspring.event.Row} holds or in what a sink makes of it.
 */
public enum ColumnType {

	TINYINT, SMALLINT, MEDIUMINT, INT, BIGINT, YEAR,

	DECIMAL, FLOAT, DOUBLE,

	/** {@code BIT(1)} is a Boolean, a longer one big-endian bytes. */
	BIT,

	DATE, TIME, DATETIME, TIMESTAMP,

	/** {@code CHAR}, {@code VARCHAR} and the {@code TEXT}s. */
	TEXT,

	/** {@code BINARY}, {@code VARBINARY} and the {@code BLOB}s. */
	BINARY,

	ENUM, SET, JSON, GEOMETRY, VECTOR

}
