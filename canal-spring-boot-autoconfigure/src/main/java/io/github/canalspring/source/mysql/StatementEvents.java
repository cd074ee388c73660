package io.github.canalspring.source.mysql;

import java.util.Objects;
import java.util.Set;

import io.github.canalspring.source.SourceException;
import io.github.canalspring.source.mysql.Statement.Kind;
import io.github.canalspring.source.mysql.StatementTarget.Target;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads the events that hold SQL: the ends of transactions, and DDL.
 */
final class StatementEvents {

	private static final Logger logger = LoggerFactory.getLogger(StatementEvents.class);

	private final TableMaps tables;

	private @Nullable Xid xid;

	StatementEvents(TableMaps tables) {
		this.tables = tables;
	}

	/**
	 * Read an event.
	 * @param in the event's body
	 * @param compressed whether the SQL is compressed
	 * @param transaction the transaction it is in; begun if there is none
	 * @return what the statement is
	 */
	Kind read(EventBytes in, boolean compressed, @Nullable OpenTransaction transaction) {
		if (LoggedStatement.isBegin(in)) {
			return Kind.BEGIN;
		}
		LoggedStatement logged = new LoggedStatement(in, compressed);
		Statement statement = Statement.of(logged.head(), logged.database());
		switch (statement.kind()) {
			case ROWS -> requireUnwanted(logged);
			case CREATE_WITH_ROWS -> {
				if (statement.tables().stream().anyMatch(this.tables::isWanted)) {
					throw statementFormat();
				}
				this.tables.define(logged);
			}
			case EMPTY_TABLE -> this.tables.replace(statement.tables());
			case DEFINITION, OTHER -> this.tables.define(logged);
			case XA_START, XA_COMMIT, XA_ROLLBACK -> this.xid = Xid.statement(logged.head());
			case ROLLBACK_TO_SAVEPOINT -> {
				if (transaction != null && (transaction.hasChanges() || transaction.isSliced())) {
					throw new SourceException("Rows were rolled back after they were logged",
							"Start again past this transaction");
				}
			}
			default -> {
				// The ends of transactions.
			}
		}
		return statement.kind();
	}

	/**
	 * The XA transaction of the statement of that kind that was read last.
	 */
	Xid xid() {
		return Objects.requireNonNull(this.xid);
	}

	/**
	 * A statement in place of rows is of no concern if nothing in its database is wanted:
	 * a view or a trigger may lead it to another table there.
	 */
	private void requireUnwanted(LoggedStatement logged) {
		Target target = logged.isShort() ? StatementTarget.of(logged.head(), logged.database()) : null;
		Set<String> databases = logged.variables().databases();
		if (target == null || databases != null && !target.explains(databases) || this.tables.isWanted(target.table())
				|| this.tables.isAnyWanted(target.table().database())
				|| databases == null && !this.tables.isBaseTable(target.table())) {
			throw statementFormat();
		}
		logger.debug("A statement was logged in place of rows of table {}, which is not wanted", target.table());
	}

	static SourceException statementFormat() {
		return new SourceException("Rows were changed by a statement that was logged instead of them",
				"Run SET GLOBAL binlog_format=ROW, and let no session change it; then start again past this position. "
						+ "Tools that need statements, such as pt-table-checksum, may write to a database of their own");
	}

}
