package io.github.canalspring.source.mysql;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.function.Function;
import java.util.stream.Collectors;

import io.github.canalspring.event.Row;
import io.github.canalspring.source.Position;
import io.github.canalspring.source.SourceException;
import io.github.canalspring.source.SourceUnreachableException;
import io.github.canalspring.source.TableChunk;
import io.github.canalspring.source.TableId;
import io.github.canalspring.source.TableReader;
import io.github.canalspring.source.TableSchema;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import org.springframework.dao.DataAccessException;
import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * Reads tables by SQL. A transaction is in the binlog before a plain {@code SELECT} sees
 * its rows, because the engine commits after the binlog is written. A locking read sees
 * them: it waits for whoever still holds a row, which such a transaction does. It is one
 * statement, so nothing stays locked when it is over.
 */
final class MysqlTableReader implements TableReader {

	private static final Logger logger = LoggerFactory.getLogger(MysqlTableReader.class);

	private final MysqlServer server;

	private final Function<TableId, TableSchema> describe;

	MysqlTableReader(MysqlServer server, Function<TableId, TableSchema> describe) {
		this.server = server;
		this.describe = describe;
	}

	static String quoted(String name) {
		return "`" + name.replace("`", "``") + "`";
	}

	@Override
	public List<TableId> tables() {
		return new InformationSchema(this.server).tableNames();
	}

	@Override
	public TableChunk read(TableId table, List<String> after, int limit) {
		TableSchema schema = this.describe.apply(table);
		if (schema.primaryKey().isEmpty()) {
			throw new SourceException("Table " + table + " has no primary key, so its rows cannot be read in parts",
					"Give it one, or leave its existing rows out with canal.start-from: latest");
		}
		Selection selection = Selection.of(schema);
		List<String> behind = selection.sameKey(after);
		Selected selected = this.server.ask((client) -> {
			Position low = MysqlServer.latest(client);
			return new Selected(low, select(client, selection, behind, limit), MysqlServer.latest(client));
		});
		TableSchema now = this.describe.apply(table);
		if (!now.columns().equals(schema.columns()) || !now.primaryKey().equals(schema.primaryKey())) {
			throw changed(table, null);
		}
		List<Keyed> rows = selected.rows();
		List<String> last = rows.isEmpty() ? List.of() : selection.last(rows.get(rows.size() - 1));
		return new TableChunk(schema, rows.stream().map(Keyed::row).toList(), last, selected.low(), selected.high(),
				rows.size() < limit);
	}

	private static List<Keyed> select(JdbcClient client, Selection selection, List<String> after, int limit) {
		client.sql("SET SESSION TRANSACTION ISOLATION LEVEL READ COMMITTED").update();
		// Keys may be dates that no calendar has, and CHAR must not be padded.
		client.sql("SET SESSION time_zone = '+00:00', SESSION sql_mode = 'ALLOW_INVALID_DATES'").update();
		// Else drivers decode text themselves, and not as the server does.
		client.sql("SET SESSION character_set_results = utf8mb4").update();
		JdbcClient.StatementSpec statement = client.sql(selection.sql(!after.isEmpty(), limit));
		if (!after.isEmpty()) {
			statement = statement.params(selection.parameters(after));
		}
		try {
			return statement.query((row, number) -> selection.read(row)).list();
		}
		catch (DataAccessException ex) {
			SQLException cause = MysqlServer.sqlException(ex);
			// No such table, no such column: renamed since it was described.
			if (cause != null && (cause.getErrorCode() == 1146 || cause.getErrorCode() == 1054)) {
				throw changed(selection.schema().id(), ex);
			}
			if (cause != null && cause.getErrorCode() == 1142) {
				throw lacking(selection.schema().id(), ex);
			}
			throw ex;
		}
	}

	/** MySQL from 8.0.0 to 8.0.21 asks for more than SELECT. */
	private static SourceException lacking(TableId table, DataAccessException cause) {
		return new SourceException("The user may not read table " + table + " with a lock, as snapshots do",
				"GRANT SELECT, LOCK TABLES ON " + quoted(table.database())
						+ ".* to the user that canal.server.user-name "
						+ "names, or leave existing rows out with canal.start-from: latest",
				cause);
	}

	private static SourceUnreachableException changed(TableId table, @Nullable Throwable cause) {
		return new SourceUnreachableException("Table " + table + " was changed while it was read",
				"Nothing: it is read again", cause);
	}

	/**
	 * Rows and the positions around their reading, all of one server.
	 */
	private record Selected(Position low, List<Keyed> rows, Position high) {
	}

	/**
	 * A row and its primary key as text.
	 */
	private record Keyed(Row row, List<String> key) {
	}

	/**
	 * What is read of a table: all columns, then the key.
	 */
	private record Selection(TableSchema schema, List<SelectedColumn> columns, List<SelectedColumn> key) {

		static Selection of(TableSchema schema) {
			List<SelectedColumn> key = schema.primaryKey()
				.stream()
				.map((name) -> new SelectedColumn(Objects.requireNonNull(schema.column(name))))
				.toList();
			return new Selection(schema, schema.columns().stream().map(SelectedColumn::new).toList(), key);
		}

		/**
		 * Where to go on, if the table still has the key that this is of. Behind another
		 * one there may be rows that were not read: the table is read again then.
		 */
		List<String> sameKey(List<String> after) {
			if (after.isEmpty()) {
				return after;
			}
			int size = after.size() - 1;
			if (size == this.key.size() && after.get(size).equals(keyId())) {
				return after.subList(0, size);
			}
			logger.warn("The primary key of {} was changed while the table was read: it is read again",
					this.schema.id());
			return List.of();
		}

		/** The row's key, then what the key is. */
		List<String> last(Keyed row) {
			List<String> last = new ArrayList<>(row.key());
			last.add(keyId());
			return List.copyOf(last);
		}

		private String keyId() {
			return Integer.toHexString(this.key.toString().hashCode());
		}

		/**
		 * Written out, as the optimizer does not use an index for
		 * {@code (a, b) > (?, ?)}.
		 */
		String sql(boolean after, int limit) {
			List<String> selected = new ArrayList<>();
			this.columns.forEach((column) -> selected.add(column.expression()));
			this.key.forEach((column) -> selected.add(column.keyExpression()));
			List<String> behind = new ArrayList<>();
			for (int depth = 0; after && depth < this.key.size(); depth++) {
				StringBuilder condition = new StringBuilder();
				for (int index = 0; index < depth; index++) {
					condition.append(this.key.get(index).keyExpression()).append(" = ? AND ");
				}
				behind.add("(" + condition + this.key.get(depth).keyExpression() + " > ?)");
			}
			TableId id = this.schema.id();
			return "SELECT " + String.join(", ", selected) + " FROM " + quoted(id.database()) + "." + quoted(id.table())
					+ (after ? " WHERE " + String.join(" OR ", behind) : "") + " ORDER BY "
					+ this.key.stream().map(SelectedColumn::keyExpression).collect(Collectors.joining(", ")) + " LIMIT "
					+ limit + " LOCK IN SHARE MODE";
		}

		List<Object> parameters(List<String> after) {
			List<Object> parameters = new ArrayList<>();
			for (int depth = 0; depth < this.key.size(); depth++) {
				for (int index = 0; index <= depth; index++) {
					parameters.add(this.key.get(index).parameter(after.get(index)));
				}
			}
			return parameters;
		}

		Keyed read(ResultSet result) throws SQLException {
			@Nullable Object[] values = new @Nullable Object[this.columns.size()];
			for (int index = 0; index < values.length; index++) {
				values[index] = this.columns.get(index).value(result, index + 1);
			}
			List<String> keys = new ArrayList<>();
			for (int index = 0; index < this.key.size(); index++) {
				keys.add(this.key.get(index).keyText(result, values.length + index + 1));
			}
			return new Keyed(new Row(this.schema.header(), values), keys);
		}

	}

}
