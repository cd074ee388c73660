package io.github.canalspring.message;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.sql.Types;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.util.List;
import java.util.Objects;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.stream.IntStream;

import io.github.canalspring.event.Row;
import io.github.canalspring.message.TableFields.Field;
import io.github.canalspring.sink.ColumnText;
import io.github.canalspring.sink.FieldSelection;
import io.github.canalspring.sink.JsonBytes;
import io.github.canalspring.sink.RowCondition;
import io.github.canalspring.sink.RowTemplate;
import io.github.canalspring.source.Change;
import io.github.canalspring.source.Column;
import io.github.canalspring.source.ColumnSyntax;
import io.github.canalspring.source.Operation;
import org.jspecify.annotations.Nullable;

/**
 * Writes Canal's flat messages, one row each. A row of a snapshot is an insert with a
 * member {@code snapshot}, which Canal does not have and its readers skip.
 */
final class CanalFlatWriter extends MessageWriter {

	private final ZoneId zone;

	private final Clock clock;

	private long id;

	CanalFlatWriter(ZoneId zone, Clock clock, FieldSelection selection, @Nullable RowTemplate key, RowCondition when) {
		super(selection, key, when);
		this.zone = zone;
		this.clock = clock;
	}

	@Override
	void writeKey(TableFields table, Row row, JsonBytes json) {
		write(table.keys(), row, null, Prepared.texts(table.keys(), this.zone), json);
	}

	@Override
	void writeValue(TableFields table, Change change, Operation operation, @Nullable Row before, @Nullable Row after,
			JsonBytes json) {
		Prepared prepared = table.prepared((fields) -> new Prepared(fields, this.zone));
		Row row = (after != null) ? after : Objects.requireNonNull(before);
		json.raw("{\"data\":[");
		write(table.fields(), row, null, prepared.texts, json);
		json.raw(prepared.database);
		json.number(change.committedAt().toEpochMilli());
		json.raw(",\"gtid\":");
		String gtid = change.gtid();
		json.text((gtid != null) ? gtid : "");
		json.raw(",\"id\":");
		json.number(++this.id);
		json.raw(prepared.types);
		if (after != null && before != null) {
			json.raw("[");
			write(table.fields(), before, after, prepared.texts, json);
			json.raw("]");
		}
		else {
			json.raw("null");
		}
		json.raw(prepared.table);
		json.number(this.clock.millis());
		json.raw(",\"type\":\"");
		json.raw(operation.name());
		json.raw(change.snapshot() ? "\",\"snapshot\":true}" : "\"}");
	}

	/** A row, or of it what is not the same in another. */
	private static void write(List<Field> fields, Row row, @Nullable Row other, List<Function<Object, String>> texts,
			JsonBytes json) {
		char before = '{';
		for (int index = 0; index < fields.size(); index++) {
			Field field = fields.get(index);
			if (other != null && row.sameValue(field.index(), other, field.index())) {
				continue;
			}
			json.raw(before);
			json.text(field.name());
			json.raw(':');
			Object value = row.get(field.index());
			if (value == null) {
				json.raw("null");
			}
			else {
				json.text(texts.get(index).apply(value));
			}
			before = ',';
		}
		json.raw((before == '{') ? "{}" : "}");
	}

	/** What is the same in all messages of a version of a table. */
	private static final class Prepared {

		private final List<Function<Object, String>> texts;

		private final byte[] database;

		private final byte[] types;

		private final byte[] table;

		private Prepared(TableFields table, ZoneId zone) {
			this.texts = texts(table.fields(), zone);
			JsonBytes json = new JsonBytes();
			json.raw("],\"database\":");
			json.text(table.schema().id().database());
			json.raw(",\"es\":");
			this.database = json.toByteArray();
			json.reset();
			json.raw(",\"isDdl\":false,\"mysqlType\":");
			members(table, json, (field) -> json.text(ColumnSyntax.format(field.column())));
			json.raw(",\"old\":");
			this.types = json.toByteArray();
			json.reset();
			json.raw(",\"pkNames\":");
			names(table, json);
			json.raw(",\"sql\":\"\",\"sqlType\":");
			members(table, json, (field) -> json.number(sqlType(field.column())));
			json.raw(",\"table\":");
			json.text(table.schema().id().table());
			json.raw(",\"ts\":");
			this.table = json.toByteArray();
		}

		private static List<Function<Object, String>> texts(List<Field> fields, ZoneId zone) {
			return fields.stream().map((field) -> text(field.column(), zone)).toList();
		}

		private static void members(TableFields table, JsonBytes json, Consumer<Field> value) {
			char before = '{';
			for (Field field : table.fields()) {
				json.raw(before);
				json.text(field.name());
				json.raw(':');
				value.accept(field);
				before = ',';
			}
			json.raw((before == '{') ? "{}" : "}");
		}

		private static void names(TableFields table, JsonBytes json) {
			if (!table.hasKey()) {
				json.raw("null");
				return;
			}
			char before = '[';
			for (Field field : table.keys()) {
				json.raw(before);
				json.text(field.name());
				before = ',';
			}
			json.raw(']');
		}

	}

	private static Function<Object, String> text(Column column, ZoneId zone) {
		return switch (column.type()) {
			case BIT -> (value) -> (value instanceof byte[] bits) ? new BigInteger(1, bits).toString()
					: Boolean.TRUE.equals(value) ? "1" : "0";
			case TIME -> (value) -> (value instanceof Duration time) ? MysqlText.time(time, column.precision())
					: ColumnText.of(value);
			case DATETIME -> (value) -> (value instanceof LocalDateTime time)
					? MysqlText.dateTime(time, column.precision()) : ColumnText.of(value);
			case TIMESTAMP -> (value) -> (value instanceof Instant time)
					? MysqlText.dateTime(LocalDateTime.ofInstant(time, zone), column.precision())
					: ColumnText.of(value);
			case BINARY, GEOMETRY -> (value) -> (value instanceof byte[] bytes)
					? new String(bytes, StandardCharsets.ISO_8859_1) : ColumnText.of(value);
			case ENUM -> (value) -> ordinal(value.toString(), column.labels());
			case SET -> (value) -> bits(value.toString(), column.labels());
			default -> (value) -> (value instanceof BigDecimal number) ? number.toPlainString() : ColumnText.of(value);
		};
	}

	/** The empty label stands for a value that was none of the labels. */
	private static String ordinal(String label, List<String> labels) {
		int index = labels.indexOf(label);
		return (index >= 0) ? Integer.toString(index + 1) : label.isEmpty() ? "0" : label;
	}

	private static String bits(String joined, List<String> labels) {
		if (joined.isEmpty()) {
			return "0";
		}
		List<String> set = List.of(joined.split(","));
		return labels.containsAll(set) ? Long.toUnsignedString(IntStream.range(0, labels.size())
			.filter((index) -> set.contains(labels.get(index)))
			.mapToLong((index) -> 1L << index)
			.sum()) : joined;
	}

	private static int sqlType(Column column) {
		return switch (column.type()) {
			case TINYINT -> Types.TINYINT;
			case SMALLINT -> Types.SMALLINT;
			case MEDIUMINT, INT, ENUM -> Types.INTEGER;
			case BIGINT -> Types.BIGINT;
			case DECIMAL -> Types.DECIMAL;
			case FLOAT -> Types.REAL;
			case DOUBLE -> Types.DOUBLE;
			case BIT, SET -> Types.BIT;
			case DATE -> Types.DATE;
			case TIME -> Types.TIME;
			case DATETIME, TIMESTAMP -> Types.TIMESTAMP;
			case TEXT -> ColumnSyntax.format(column).equals("text") ? Types.CLOB : Types.VARCHAR;
			case BINARY -> ColumnSyntax.format(column).equals("blob") ? Types.BLOB : Types.VARBINARY;
			case YEAR, JSON -> Types.VARCHAR;
			case GEOMETRY, VECTOR -> Types.BINARY;
		};
	}

}
