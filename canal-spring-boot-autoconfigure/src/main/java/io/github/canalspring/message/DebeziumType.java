package io.github.canalspring.message;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

import io.github.canalspring.source.Column;
import io.github.canalspring.source.ColumnSyntax;
import io.github.canalspring.source.ColumnType;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * How a column is carried in a Debezium message.
 *
 * @param type the type of the JSON value
 * @param name what it stands for, Debezium's semantic type; empty if for itself
 * @param parameters what else the schema tells
 */
record DebeziumType(String type, String name, Map<String, String> parameters) {

	static final String DECIMAL = "org.apache.kafka.connect.data.Decimal";

	static final String BITS = "io.debezium.data.Bits";

	static final String GEOMETRY = "io.debezium.data.geometry.Geometry";

	/** What Debezium adds with column.propagate.source.type. */
	private static final String SOURCE_TYPE = "__debezium.source.column.type";

	private static final String SOURCE_LENGTH = "__debezium.source.column.length";

	private static final String SOURCE_SCALE = "__debezium.source.column.scale";

	private static final String ALLOWED = "allowed";

	/** Types whose length means something. */
	private static final Set<String> SIZED = Set.of("DECIMAL", "NUMERIC", "BIT", "TIME", "DATETIME", "TIMESTAMP",
			"CHAR", "VARCHAR", "BINARY", "VARBINARY", "VECTOR");

	static DebeziumType of(Column column, Decimals decimals) {
		return switch (column.type()) {
			case TINYINT -> plain("int16");
			case SMALLINT -> plain(column.unsigned() ? "int32" : "int16");
			case MEDIUMINT -> plain("int32");
			case INT -> plain(column.unsigned() ? "int64" : "int32");
			case BIGINT ->
				column.unsigned() ? new DebeziumType("bytes", DECIMAL, Map.of("scale", "0")) : plain("int64");
			case YEAR -> new DebeziumType("int32", "io.debezium.time.Year", Map.of());
			case DECIMAL -> switch (decimals) {
				case PRECISE -> new DebeziumType("bytes", DECIMAL, Map.of("scale", Integer.toString(column.scale()),
						"connect.decimal.precision", Integer.toString(column.precision())));
				case STRING -> plain("string");
				case DOUBLE -> plain("double");
			};
			case FLOAT -> plain("float");
			case DOUBLE -> plain("double");
			case BIT -> (column.precision() == 1) ? plain("boolean")
					: new DebeziumType("bytes", BITS, Map.of("length", Integer.toString(column.precision())));
			case DATE -> new DebeziumType("int32", "io.debezium.time.Date", Map.of());
			case TIME -> new DebeziumType("int64", "io.debezium.time.MicroTime", Map.of());
			case DATETIME -> new DebeziumType("int64",
					(column.precision() > 3) ? "io.debezium.time.MicroTimestamp" : "io.debezium.time.Timestamp",
					Map.of());
			case TIMESTAMP -> new DebeziumType("string", "io.debezium.time.ZonedTimestamp", Map.of());
			case TEXT -> plain("string");
			case BINARY -> plain("bytes");
			case ENUM -> new DebeziumType("string", "io.debezium.data.Enum", labels(column));
			case SET -> new DebeziumType("string", "io.debezium.data.EnumSet", labels(column));
			case JSON -> new DebeziumType("string", "io.debezium.data.Json", Map.of());
			case GEOMETRY -> new DebeziumType("struct", GEOMETRY, Map.of());
			case VECTOR -> new DebeziumType("array", "io.debezium.data.FloatVector", Map.of());
		};
	}

	private static DebeziumType plain(String type) {
		return new DebeziumType(type, "", Map.of());
	}

	private static Map<String, String> labels(Column column) {
		return Map.of(ALLOWED, String.join(",", column.labels()));
	}

	/** Add what tells the column's type, as {@link #column} reads it. */
	DebeziumType withSourceType(Column column) {
		Map<String, String> all = new LinkedHashMap<>(this.parameters);
		String keyword = column.type().name();
		boolean labels = column.type() == ColumnType.ENUM || column.type() == ColumnType.SET;
		if (labels) {
			keyword = ColumnSyntax.format(column);
		}
		else if (column.type() == ColumnType.TEXT || column.type() == ColumnType.BINARY) {
			String syntax = ColumnSyntax.format(column);
			int open = syntax.indexOf('(');
			keyword = ((open < 0) ? syntax : syntax.substring(0, open)).toUpperCase(Locale.ROOT);
		}
		all.put(SOURCE_TYPE, column.unsigned() ? keyword + " UNSIGNED" : keyword);
		if (column.precision() > 0 && !labels && SIZED.contains(keyword)) {
			all.put(SOURCE_LENGTH, Integer.toString(column.precision()));
		}
		if (column.type() == ColumnType.DECIMAL) {
			all.put(SOURCE_SCALE, Integer.toString(column.scale()));
		}
		return new DebeziumType(this.type, this.name, all);
	}

	static DebeziumType read(JsonNode field) {
		Map<String, String> parameters = new LinkedHashMap<>();
		field.path("parameters")
			.properties()
			.forEach((parameter) -> parameters.put(parameter.getKey(), parameter.getValue().asString()));
		return new DebeziumType(field.path("type").asString(""), field.path("name").asString(""), parameters);
	}

	/**
	 * The column that this stands for.
	 * @param field the field's name
	 * @return the column; as exact as the schema tells
	 */
	Column column(String field) {
		String source = this.parameters.get(SOURCE_TYPE);
		if (source == null) {
			return derived(field);
		}
		if (source.indexOf('(') >= 0) {
			return ColumnSyntax.parse(field, source);
		}
		String[] words = source.strip().split("\\s+", 2);
		String keyword = words[0].toUpperCase(Locale.ROOT);
		if (keyword.equals("ENUM") || keyword.equals("SET")) {
			return labelled(field, ColumnType.valueOf(keyword));
		}
		String length = this.parameters.get(SOURCE_LENGTH);
		String scale = this.parameters.get(SOURCE_SCALE);
		String size = (length == null || !SIZED.contains(keyword)) ? ""
				: "(" + length + ((scale != null) ? "," + scale : "") + ")";
		return ColumnSyntax.parse(field, keyword + size + ((words.length > 1) ? " " + words[1] : ""));
	}

	private Column derived(String field) {
		String simple = this.name.substring(this.name.lastIndexOf('.') + 1);
		return switch (simple) {
			case "" -> plainColumn(field);
			case "Decimal" ->
				column(field, ColumnType.DECIMAL, number("connect.decimal.precision", 65), number("scale", 0));
			case "Bits" -> column(field, ColumnType.BIT, number("length", 64), 0);
			case "Year" -> column(field, ColumnType.YEAR, 0, 0);
			case "Date" -> column(field, ColumnType.DATE, 0, 0);
			case "Time", "MicroTime", "NanoTime" -> column(field, ColumnType.TIME, 6, 0);
			case "Timestamp" -> column(field, ColumnType.DATETIME, 3, 0);
			case "MicroTimestamp", "NanoTimestamp" -> column(field, ColumnType.DATETIME, 6, 0);
			case "ZonedTimestamp" -> column(field, ColumnType.TIMESTAMP, 6, 0);
			case "Enum" -> labelled(field, ColumnType.ENUM);
			case "EnumSet" -> labelled(field, ColumnType.SET);
			case "Json" -> column(field, ColumnType.JSON, 0, 0);
			case "Geometry", "Point", "Geography" -> column(field, ColumnType.GEOMETRY, 0, 0);
			case "FloatVector", "DoubleVector" -> column(field, ColumnType.VECTOR, 0, 0);
			default -> throw unknown(field);
		};
	}

	private Column plainColumn(String field) {
		ColumnType columnType = switch (this.type) {
			case "int8" -> ColumnType.TINYINT;
			case "int16" -> ColumnType.SMALLINT;
			case "int32" -> ColumnType.INT;
			case "int64" -> ColumnType.BIGINT;
			case "float" -> ColumnType.FLOAT;
			case "double" -> ColumnType.DOUBLE;
			case "boolean" -> ColumnType.BIT;
			case "string" -> ColumnType.TEXT;
			case "bytes" -> ColumnType.BINARY;
			default -> throw unknown(field);
		};
		return column(field, columnType, (columnType == ColumnType.BIT) ? 1 : 0, 0);
	}

	private UnreadableMessageException unknown(String field) {
		return new UnreadableMessageException("The field '" + field + "' is of a type that is not known: " + this.type
				+ " " + this.name + ". Of Debezium's time.precision.mode, all but isostring are");
	}

	private Column labelled(String field, ColumnType columnType) {
		String allowed = this.parameters.get(ALLOWED);
		return new Column(field, columnType, false, 0, 0, true,
				(allowed != null) ? new ArrayList<>(List.of(allowed.split(","))) : List.of());
	}

	private static Column column(String field, ColumnType type, int precision, int scale) {
		return new Column(field, type, false, precision, scale, true, List.of());
	}

	private int number(String parameter, int otherwise) {
		@Nullable String text = this.parameters.get(parameter);
		return (text != null) ? Integer.parseInt(text) : otherwise;
	}

}
