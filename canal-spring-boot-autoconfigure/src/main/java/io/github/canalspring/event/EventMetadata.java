package io.github.canalspring.event;

import java.time.Instant;

import org.jspecify.annotations.Nullable;

/**
 * Where a row change comes from. An interface, so that texts such as the position are put
 * together only for those who ask.
 */
public interface EventMetadata {

	/**
	 * The database (schema) of the table.
	 * @return the name as the server spells it
	 */
	String database();

	/**
	 * The table.
	 * @return the name without the database, as the server spells it
	 */
	String table();

	/**
	 * Where the transaction starts, in the notation of the source: for a binlog
	 * {@code file:offset}, as {@code mysqlbinlog --start-position} takes it.
	 * @return the position
	 */
	String position();

	/**
	 * The global transaction id.
	 * @return the GTID in the server's notation; {@code null} where the server has none
	 */
	@Nullable String gtid();

	/**
	 * When the transaction was committed, by the server's clock; for a row of a snapshot,
	 * when it was read.
	 * @return the time; to the microsecond where the server logs it, else to the second
	 */
	Instant committedAt();

	/**
	 * Whether the row was read from the table by a snapshot rather than from the stream.
	 * @return {@code true} for a snapshot's row
	 */
	boolean snapshot();

	/**
	 * An id that is the same whenever the same change is delivered again, and different
	 * for every other change: the transaction and the row's number in it. Good for making
	 * a handler idempotent.
	 * @return the id
	 */
	String eventId();

}
