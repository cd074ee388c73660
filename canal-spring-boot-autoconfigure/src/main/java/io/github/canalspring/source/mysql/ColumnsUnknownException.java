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

	private static final String NAMES = "Run SET GLOBAL binlog_row_metadata=FULL (and set it in the server's "
			+ "configuration), which puts the columns of the time into the binlog; then start again past this position, "
			+ "or with a snapshot: delete the checkpoint, or set ";

	ColumnsUnknownException(TableId table, String reason) {
		this("It is not known which columns rows of table " + table + " have, and the binlog does not tell: " + reason,
				"canal.start-from", null);
	}

	private ColumnsUnknownException(String problem, String startFrom, @Nullable ColumnsUnknownException cause) {
		super(problem, NAMES + startFrom + ": snapshot to have it start over by itself", cause);
	}

	@Override
	public boolean isUnreadable() {
		return true;
	}

	/** With the place of the rows. */
	ColumnsUnknownException at(HostPort host, String place) {
		return new ColumnsUnknownException(getMessage() + " (at " + place + ")", host.startFrom(), this);
	}

}
