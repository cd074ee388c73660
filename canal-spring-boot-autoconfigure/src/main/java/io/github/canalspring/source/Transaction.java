package io.github.canalspring.source;

import java.time.Instant;
import java.util.function.Supplier;

import org.jspecify.annotations.Nullable;

/**
 * What the changes of one transaction have in common.
 *
 * @param start where the transaction starts
 * @param gtid gives the global transaction id, put together when it is asked for;
 * {@code null} where the server has none
 * @param committedAt when it was committed, by the server's clock; for snapshot rows,
 * when they were read
 * @param snapshot whether the changes are rows that a snapshot has read
 */
public record Transaction(Position start, @Nullable Supplier<String> gtid, Instant committedAt, boolean snapshot) {

	/**
	 * The transaction's identity: its GTID, or where it starts.
	 * @return a text that is the same whenever the transaction is read
	 */
	public String id() {
		return (this.gtid != null) ? this.gtid.get() : this.start.toString();
	}

}
