package io.github.canalspring.source.mysql;

import java.util.Objects;
import java.util.Set;

import io.github.canalspring.source.SourceException;
import io.github.canalspring.source.TableId;
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

	/** Enough for every statement that matters, none of which is long. */
	private static final int MAX_LENGTH = 64 << 10;

	private final TableMaps tables;

	private @Nullable Xid xid;

	StatementEvents(TableMaps tables) {
		this.tables = tables;
	}

	/**
	 * Read an event.
	 * @param in the event's body
	 * @param compressed whether the SQL is compressed
	 * @param transaction the transaction it is in, if any
	 * @param grouped whether that began before
	 * @return what the statement is
	 */
	Kind read(EventBytes in, boolean compressed, @Nullable OpenTransaction transaction, boolean grouped) {
		in.skip(8);
		int databaseLength = in.uint8();
		in.skip(2);
		int statusLength = in.uint16();
		int status = in.position;
		byte[] head = in.bytes;
		in.skip(statusLength);
		String database = in.utf8(databaseLength);
		in.skip(1);
		if (compressed) {
			Compression.inflate(in);
		}
		if (isBegin(in)) {
			return Kind.BEGIN;
		}
		boolean whole = in.remaining() <= MAX_LENGTH;
		String sql = in.utf8(Math.min(in.remaining(), MAX_LENGTH));
		Statement statement = Statement.of(sql, database);
		switch (statement.kind()) {
			case ROWS -> {
				Target target = whole ? StatementTarget.of(sql, database) : null;
				requireUnwanted(target,
						UpdatedDatabases.read(new EventBytes().wrap(head, status, status + statusLength)));
			}
			case CREATE_WITH_ROWS -> {
				if (statement.tables().stream().anyMatch(this.tables::isWanted)) {
					throw statementFormat();
				}
			}
			case TRUNCATE -> statement.tables().forEach(this::requireUnwanted);
			case REPLACE_TABLE -> statement.tables().forEach(this::warnIfWanted);
			case XA_START, XA_COMMIT, XA_ROLLBACK -> this.xid = Xid.statement(sql);
			case ROLLBACK_TO_SAVEPOINT -> {
				if (transaction != null && (transaction.hasChanges() || transaction.isSliced())) {
					throw new SourceException("Rows were rolled back after they were logged",
							"Start again past this transaction");
				}
			}
			default -> {
				// Nothing to refuse.
			}
		}
		if (isDefinition(statement.kind())) {
			this.tables.forgetDescribed();
		}
		return statement.kind();
	}

	/**
	 * The XA transaction of the statement of that kind that was read last.
	 */
	Xid xid() {
		return Objects.requireNonNull(this.xid);
	}

	private static boolean isBegin(EventBytes in) {
		byte[] bytes = in.bytes;
		int start = in.position;
		return in.remaining() == 5 && bytes[start] == 'B' && bytes[start + 1] == 'E' && bytes[start + 2] == 'G'
				&& bytes[start + 3] == 'I' && bytes[start + 4] == 'N';
	}

	private static boolean isDefinition(Kind kind) {
		return kind == Kind.DEFINITION || kind == Kind.TRUNCATE || kind == Kind.REPLACE_TABLE
				|| kind == Kind.CREATE_WITH_ROWS;
	}

	/**
	 * A statement in place of rows is of no concern if nothing in its database is wanted:
	 * a view or a trigger may lead it to another table there.
	 */
	private void requireUnwanted(@Nullable Target target, @Nullable Set<String> databases) {
		if (target == null || databases != null && !target.explains(databases) || this.tables.isWanted(target.table())
				|| this.tables.isAnyWanted(target.table().database())
				|| databases == null && !this.tables.isBaseTable(target.table())) {
			throw statementFormat();
		}
		logger.debug("A statement was logged in place of rows of table {}, which is not wanted", target.table());
	}

	private void requireUnwanted(TableId table) {
		if (this.tables.isWanted(table)) {
			throw new SourceException("All or many rows of table " + table + " were removed at once, as by TRUNCATE",
					"Delete the table's entries in the sinks, then start again past this position");
		}
	}

	private void warnIfWanted(TableId table) {
		if (this.tables.isWanted(table)) {
			logger.warn("Table {} was dropped or renamed; what sinks hold of it stays as it is", table);
		}
	}

	static SourceException statementFormat() {
		return new SourceException("Rows were changed by a statement that was logged instead of them",
				"Run SET GLOBAL binlog_format=ROW, and let no session change it; then start again past this position. "
						+ "Tools that need statements, such as pt-table-checksum, may write to a database of their own");
	}

}
