package io.github.canalspring.source.mysql;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.stream.Collectors;

import io.github.canalspring.event.Row;
import io.github.canalspring.source.ChunkLimit;
import io.github.canalspring.source.KeyRange;
import io.github.canalspring.source.TableId;
import io.github.canalspring.source.TableSchema;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Asks for the next rows of a table: all columns, then the key, in its order.
 *
 * @param schema the table
 * @param columns its columns
 * @param key the columns that tell its rows apart
 * @param range which part of the table to read
 */
record ChunkQuery(TableSchema schema, List<SelectedColumn> columns, List<SelectedColumn> key, KeyRange range) {

	private static final Logger logger = LoggerFactory.getLogger(ChunkQuery.class);

	private static final long BYTES_PER_ROW = 64;

	static ChunkQuery of(TableSchema schema, List<String> key, KeyRange range) {
		return new ChunkQuery(schema, schema.columns().stream().map(SelectedColumn::new).toList(),
				key.stream().map((name) -> new SelectedColumn(Objects.requireNonNull(schema.column(name)))).toList(),
				range);
	}

	/**
	 * Where to go on, if the table still has the key that this is of. Behind another one
	 * there may be rows that were not read: the table is read again then.
	 */
	List<String> sameKey(List<String> after) {
		if (after.isEmpty()) {
			return after;
		}
		int size = after.size() - 1;
		if (size == this.key.size() && after.get(size).equals(keyId())) {
			return after.subList(0, size);
		}
		logger.warn("The key of {} was changed while the table was read: it is read again", this.schema.id());
		return List.of();
	}

	private String keyId() {
		return Integer.toHexString(this.key.toString().hashCode());
	}

	/**
	 * Written out, as the optimizer does not use an index for {@code (a, b) > (?, ?)}.
	 */
	String sql(boolean after, int limit) {
		List<String> selected = new ArrayList<>();
		this.columns.forEach((column) -> selected.add(column.expression()));
		this.key.forEach((column) -> selected.add(column.keyExpression()));
		List<String> conditions = new ArrayList<>();
		String first = this.key.get(0).keyExpression();
		if (this.range.from() != null) {
			conditions.add(first + " >= ?");
		}
		if (this.range.to() != null) {
			conditions.add(first + " <= ?");
		}
		if (after) {
			conditions.add("(" + behind() + ")");
		}
		TableId id = this.schema.id();
		return "SELECT " + String.join(", ", selected) + " FROM " + MysqlTableReader.quoted(id)
				+ (conditions.isEmpty() ? "" : " WHERE " + String.join(" AND ", conditions)) + " ORDER BY "
				+ this.key.stream().map(SelectedColumn::keyExpression).collect(Collectors.joining(", ")) + " LIMIT "
				+ limit + " LOCK IN SHARE MODE";
	}

	private String behind() {
		List<String> behind = new ArrayList<>();
		for (int depth = 0; depth < this.key.size(); depth++) {
			StringBuilder condition = new StringBuilder();
			for (int index = 0; index < depth; index++) {
				condition.append(this.key.get(index).keyExpression()).append(" = ? AND ");
			}
			behind.add("(" + condition + this.key.get(depth).keyExpression() + " > ?)");
		}
		return String.join(" OR ", behind);
	}

	List<Object> parameters(List<String> after) {
		List<Object> parameters = new ArrayList<>();
		if (this.range.from() != null) {
			parameters.add(this.key.get(0).parameter(this.range.from()));
		}
		if (this.range.to() != null) {
			parameters.add(this.key.get(0).parameter(this.range.to()));
		}
		for (int depth = 0; depth < after.size(); depth++) {
			for (int index = 0; index <= depth; index++) {
				parameters.add(this.key.get(index).parameter(after.get(index)));
			}
		}
		return parameters;
	}

	/**
	 * Take the rows, until their memory is what is allowed: tables may hold much longer
	 * rows than their average.
	 */
	Selected read(ResultSet result, ChunkLimit limit) throws SQLException {
		List<Row> rows = new ArrayList<>();
		List<String> last = List.of();
		long bytes = 0;
		while (bytes < limit.bytes() && result.next()) {
			@Nullable Object[] values = new @Nullable Object[this.columns.size()];
			bytes += BYTES_PER_ROW;
			for (int index = 0; index < values.length; index++) {
				values[index] = this.columns.get(index).value(result, index + 1);
				bytes += SelectedColumn.bytes(values[index]);
			}
			rows.add(new Row(this.schema.header(), values));
			if (bytes >= limit.bytes() || rows.size() == limit.rows()) {
				last = last(result);
			}
		}
		boolean end = bytes < limit.bytes() && rows.size() < limit.rows();
		return new Selected(rows, last, bytes, end);
	}

	/** The row's key, then what the key is. */
	private List<String> last(ResultSet result) throws SQLException {
		List<String> last = new ArrayList<>();
		for (int index = 0; index < this.key.size(); index++) {
			last.add(this.key.get(index).keyText(result, this.columns.size() + index + 1));
		}
		last.add(keyId());
		return List.copyOf(last);
	}

	/**
	 * Rows that were read.
	 *
	 * @param rows the rows
	 * @param last where to go on behind them; empty at the end
	 * @param bytes roughly their memory
	 * @param end whether there are no more
	 */
	record Selected(List<Row> rows, List<String> last, long bytes, boolean end) {

	}

}
