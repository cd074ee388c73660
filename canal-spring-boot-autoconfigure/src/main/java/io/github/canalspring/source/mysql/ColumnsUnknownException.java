package io.github.canalspring.source.mysql;

import io.github.canalspring.source.PositionLostException;
import io.github.canalspring.source.TableId;
import org.jspecify.annotations.Nullable;

/**
 * There are rows in a binlog without column names, and it is not known for sure which
 * columns they have.
 */
public final class ColumnsUnknownException extends PositionLostException {

	private static final long serialVersionUID = 1L;

	private static final String REMEDY = "Run SET GLOBAL binlog_row_metadata=FULL (and set it in the server's "
			+ "configuration), which puts the columns of the time into the binlog; then start again past this position, "
			+ "or with a snapshot: delete the checkpoint, or set canal.start-from: snapshot to have it start over by "
			+ "itself";

	ColumnsUnknownException(TableId table, String reason) {
		this("It is not known which columns rows of table " + table + " have, and the binlog does not tell: " + reason,
				(ColumnsUnknownException) null);
	}

	private ColumnsUnknownException(String problem, @Nullable ColumnsUnknownException cause) {
		super(problem, REMEDY, cause);
	}

	/** With the place of the rows. */
	ColumnsUnknownException at(String place) {
		return new ColumnsUnknownException(getMessage() + " (at " + place + ")", this);
	}

}
