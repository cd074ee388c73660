package io.github.canalspring.source.mysql;

import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;

import io.github.canalspring.event.Row;
import io.github.canalspring.source.ChunkLimit;
import io.github.canalspring.source.KeyRange;
import io.github.canalspring.source.NoSuchTableException;
import io.github.canalspring.source.Position;
import io.github.canalspring.source.SourceException;
import io.github.canalspring.source.SourceUnreachableException;
import io.github.canalspring.source.TableChunk;
import io.github.canalspring.source.TableId;
import io.github.canalspring.source.TableOutline;
import io.github.canalspring.source.TableReader;
import io.github.canalspring.source.TableRows;
import io.github.canalspring.source.TableSchema;
import org.jspecify.annotations.Nullable;

import org.springframework.dao.DataAccessException;
import org.springframework.jdbc.core.ResultSetExtractor;
import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * Reads tables by SQL. A transaction is in the binlog before a plain {@code SELECT} sees
 * its rows, because the engine commits after the binlog is written. A locking read sees
 * them: it waits for whoever still holds a row, which such a transaction does. It is one
 * statement, so nothing stays locked when it is over.
 */
final class MysqlTableReader implements TableReader {

	private final MysqlServer server;

	/** So that the rows of all reads of one version of a table have one header. */
	private final Map<TableId, TableSchema> known = new ConcurrentHashMap<>();

	MysqlTableReader(MysqlServer server) {
		this.server = server;
	}

	static String quoted(String name) {
		return "`" + name.replace("`", "``") + "`";
	}

	static String quoted(TableId table) {
		return quoted(table.database()) + "." + quoted(table.table());
	}

	@Override
	public TableOutline outline(TableId table) {
		return this.server.ask((client) -> TableKeys.outline(client, describe(client, table)));
	}

	@Override
	public TableChunk read(TableId table, KeyRange range, List<String> after, ChunkLimit limit) {
		return this.server.ask((client) -> {
			TableSchema schema = schema(client, table);
			List<String> key = TableKeys.key(client, schema);
			ChunkQuery query = key.isEmpty() ? null : ChunkQuery.of(schema, key, range);
			List<String> behind = (query != null) ? query.sameKey(after) : List.of();
			Position low = MysqlServer.latest(client);
			ChunkQuery.Selected selected = locking(client, schema,
					(locked) -> (query != null) ? select(locked, query, behind, limit) : none(locked, schema));
			Position high = MysqlServer.latest(client);
			requireUnchanged(client, schema);
			return new TableChunk(schema, key, selected.rows(), selected.last(), selected.bytes(), low, high,
					selected.end());
		});
	}

	@Override
	public @Nullable TableRows find(TableId table, List<String> columns, List<List<Object>> values, Set<String> reads) {
		return this.server.ask((client) -> {
			TableSchema schema = schema(client, table);
			if (!TableKeys.hasIndex(client, table, columns)) {
				return null;
			}
			FindQuery query = FindQuery.of(schema, columns, values, reads);
			ResultSetExtractor<List<Row>> extractor = query::read;
			Position low = MysqlServer.latest(client);
			TableRows rows = locking(client, schema,
					(locked) -> new TableRows(schema,
							locked.sql(query.sql()).params(query.parameters()).query(extractor), low,
							MysqlServer.latest(locked)));
			requireUnchanged(client, schema);
			return rows;
		});
	}

	private TableSchema schema(JdbcClient client, TableId table) {
		TableSchema found = describe(client, table);
		TableSchema before = this.known.get(table);
		if (before != null && same(before, found)) {
			return before;
		}
		this.known.put(table, found);
		return found;
	}

	private static TableSchema describe(JdbcClient client, TableId table) {
		TableDefinition found = InformationSchema.find(client, table);
		if (found == null) {
			throw new NoSuchTableException("There is no table " + table + ", or the user may not read it",
					"Create the table, or correct its name; to let the user read it, GRANT SELECT on it");
		}
		return found.schema();
	}

	private static boolean same(TableSchema one, TableSchema other) {
		return one.id().equals(other.id()) && one.columns().equals(other.columns())
				&& one.primaryKey().equals(other.primaryKey());
	}

	private static void requireUnchanged(JdbcClient client, TableSchema schema) {
		if (!same(describe(client, schema.id()), schema)) {
			throw changed(schema.id(), null);
		}
	}

	private ChunkQuery.Selected select(JdbcClient client, ChunkQuery query, List<String> after, ChunkLimit limit) {
		ResultSetExtractor<ChunkQuery.Selected> extractor = (result) -> query.read(result, limit);
		return client.sql(query.sql(!after.isEmpty(), limit.rows()))
			.params(query.parameters(after))
			.withFetchSize(this.server.streamingFetchSize())
			.query(extractor);
	}

	/** Without a key only a table without rows can be read. */
	private ChunkQuery.Selected none(JdbcClient client, TableSchema schema) {
		if (client.sql("SELECT 1 FROM " + quoted(schema.id()) + " LIMIT 1 LOCK IN SHARE MODE")
			.query(Integer.class)
			.optional()
			.isPresent()) {
			throw new SourceException("Table " + schema.id()
					+ " has neither a primary key nor a unique key without NULL, so its rows cannot be read in parts",
					"Give it one, or leave its existing rows out with " + this.server.named().startFrom() + ": latest");
		}
		return new ChunkQuery.Selected(List.of(), List.of(), 0, true);
	}

	private <T> T locking(JdbcClient client, TableSchema schema, Function<JdbcClient, T> read) {
		client.sql("SET SESSION TRANSACTION ISOLATION LEVEL READ COMMITTED").update();
		// Keys may be dates that no calendar has, and CHAR must not be padded.
		client.sql("SET SESSION time_zone = '+00:00', SESSION sql_mode = 'ALLOW_INVALID_DATES'").update();
		// Else drivers decode text themselves, and not as the server does.
		client.sql("SET SESSION character_set_results = utf8mb4").update();
		try {
			return read.apply(client);
		}
		catch (DataAccessException ex) {
			SQLException cause = MysqlServer.sqlException(ex);
			// No such table, no such column: renamed since it was described.
			if (cause != null && (cause.getErrorCode() == 1146 || cause.getErrorCode() == 1054)) {
				throw changed(schema.id(), ex);
			}
			if (cause != null && cause.getErrorCode() == 1142) {
				throw lacking(schema.id(), ex);
			}
			throw ex;
		}
	}

	/** MySQL from 8.0.0 to 8.0.21 asks for more than SELECT. */
	private SourceException lacking(TableId table, DataAccessException cause) {
		return new SourceException("The user may not read table " + table + " with a lock, as snapshots do",
				"GRANT SELECT, LOCK TABLES ON " + quoted(table.database()) + ".* to the user that "
						+ this.server.named().property("user-name") + " names, or leave existing rows out with "
						+ this.server.named().startFrom() + ": latest",
				cause);
	}

	static SourceUnreachableException changed(TableId table, @Nullable Throwable cause) {
		return new SourceUnreachableException("Table " + table + " was changed while it was read",
				"Nothing: it is read again", cause);
	}

}
