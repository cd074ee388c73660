package io.github.canalspring.message;

import java.math.BigInteger;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import io.github.canalspring.event.Row;
import io.github.canalspring.source.Column;
import io.github.canalspring.source.ColumnType;
import io.github.canalspring.source.TableId;
import io.github.canalspring.source.TableSchema;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * A table of whose columns nothing is told but their names: types are what the values
 * look like. A number may be a {@code DECIMAL}, a {@code BIGINT} or a date; a text may be
 * anything. A column that shows another type later becomes the wider one, and the table a
 * new version.
 */
final class InferredTable {

	private final TableId id;

	private final Map<String, ColumnType> types = new LinkedHashMap<>();

	private List<String> key = List.of();

	private @Nullable TableSchema schema;

	InferredTable(TableId id) {
		this.id = id;
	}

	/** Note the names of the primary key's columns, as far as they are told. */
	void key(List<String> names) {
		if (!names.isEmpty() && !names.equals(this.key)) {
			this.key = List.copyOf(names);
			this.schema = null;
		}
	}

	/** Look at a row, and give the version that it is of. */
	TableSchema see(JsonNode row) {
		List<String> names = new ArrayList<>(row.propertyNames());
		if (this.schema == null || !this.schema.header().names().equals(names)) {
			this.types.keySet().retainAll(names);
			this.schema = null;
		}
		for (String name : names) {
			ColumnType seen = type(row.get(name));
			ColumnType known = this.types.get(name);
			ColumnType wider = (known == null) ? seen : (seen == null) ? known : wider(known, seen);
			if (wider != known) {
				this.types.put(name, wider);
				this.schema = null;
			}
		}
		TableSchema version = this.schema;
		if (version == null) {
			version = schema(names);
			this.schema = version;
		}
		return version;
	}

	private TableSchema schema(List<String> names) {
		List<Column> columns = names.stream()
			.map((name) -> new Column(name, this.types.getOrDefault(name, ColumnType.TEXT), false, 0, 0, true,
					List.of()))
			.toList();
		return new TableSchema(this.id, columns, this.key.stream().filter(names::contains).toList());
	}

	private static @Nullable ColumnType type(JsonNode value) {
		return switch (value.getNodeType()) {
			case NUMBER -> value.isIntegralNumber() ? ColumnType.BIGINT : ColumnType.DECIMAL;
			case BOOLEAN -> ColumnType.BIT;
			case OBJECT, ARRAY -> ColumnType.JSON;
			case NULL -> null;
			default -> ColumnType.TEXT;
		};
	}

	private static ColumnType wider(ColumnType one, ColumnType other) {
		if (one == other) {
			return one;
		}
		boolean numbers = one != ColumnType.TEXT && other != ColumnType.TEXT && one != ColumnType.JSON
				&& other != ColumnType.JSON && one != ColumnType.BIT && other != ColumnType.BIT;
		return numbers ? ColumnType.DECIMAL
				: (one == ColumnType.JSON || other == ColumnType.JSON) ? ColumnType.JSON : ColumnType.TEXT;
	}

	/** Read a row that was seen. */
	Row row(TableSchema version, JsonNode row) {
		@Nullable Object[] values = new @Nullable Object[version.columns().size()];
		for (int index = 0; index < values.length; index++) {
			String name = version.header().name(index);
			JsonNode value = row.get(name);
			if (value == null) {
				throw new UnreadableMessageException("A row of " + this.id + " has no '" + name + "'");
			}
			values[index] = value(value);
		}
		return new Row(version.header(), values);
	}

	private static @Nullable Object value(JsonNode value) {
		return switch (value.getNodeType()) {
			case NUMBER -> value.isIntegralNumber() ? whole(value.bigIntegerValue()) : value.decimalValue();
			case BOOLEAN -> value.booleanValue();
			case OBJECT, ARRAY -> value;
			case NULL -> null;
			default -> value.asString();
		};
	}

	private static Object whole(BigInteger number) {
		return (number.bitLength() < Long.SIZE) ? (Object) number.longValue() : number;
	}

}
