package io.github.canalspring.message;

import java.time.Clock;
import java.time.ZoneId;
import java.util.List;
import java.util.Objects;
import java.util.function.Consumer;

import io.github.canalspring.event.Row;
import io.github.canalspring.message.TableFields.Field;
import io.github.canalspring.sink.FieldSelection;
import io.github.canalspring.sink.JsonBytes;
import io.github.canalspring.sink.RowCondition;
import io.github.canalspring.sink.RowTemplate;
import io.github.canalspring.source.Change;
import io.github.canalspring.source.ColumnSyntax;
import io.github.canalspring.source.Operation;
import io.github.canalspring.source.SqlType;
import io.github.canalspring.source.TextEncoder;
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
		prepared.writeSqlTypes(row, json);
		json.raw(prepared.table);
		json.number(this.clock.millis());
		json.raw(",\"type\":\"");
		json.raw(operation.name());
		json.raw(change.snapshot() ? "\",\"snapshot\":true}" : "\"}");
	}

	/** A row, or of it what is not the same in another. */
	private static void write(List<Field> fields, Row row, @Nullable Row other, List<TextEncoder> texts,
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
				json.text(texts.get(index).encode(value));
			}
			before = ',';
		}
		json.raw((before == '{') ? "{}" : "}");
	}

	/** What is the same in all messages of a version of a table. */
	private static final class Prepared {

		private final List<Field> fields;

		private final List<TextEncoder> texts;

		private final byte[] database;

		private final byte[] types;

		private final byte[] keys;

		private final byte[] sqlTypes;

		/** Those whose type depends on the value. */
		private final List<Field> varying;

		private final byte[] table;

		private Prepared(TableFields table, ZoneId zone) {
			this.fields = table.fields();
			this.texts = texts(this.fields, zone);
			JsonBytes json = new JsonBytes();
			json.raw("],\"database\":");
			json.text(table.schema().id().database());
			json.raw(",\"es\":");
			this.database = json.toByteArray();
			json.reset();
			json.raw(",\"isDdl\":false,\"mysqlType\":");
			members(this.fields, json, (field) -> json.text(ColumnSyntax.format(field.column())));
			json.raw(",\"old\":");
			this.types = json.toByteArray();
			json.reset();
			json.raw(",\"pkNames\":");
			names(table, json);
			json.raw(",\"sql\":\"\",\"sqlType\":");
			this.keys = json.toByteArray();
			json.reset();
			members(this.fields, json, (field) -> json.number(SqlType.of(field.column())));
			this.sqlTypes = json.toByteArray();
			this.varying = this.fields.stream().filter((field) -> SqlType.varies(field.column())).toList();
			json.reset();
			json.raw(",\"table\":");
			json.text(table.schema().id().table());
			json.raw(",\"ts\":");
			this.table = json.toByteArray();
		}

		private static List<TextEncoder> texts(List<Field> fields, ZoneId zone) {
			return fields.stream().map((field) -> TextEncoder.of(field.column(), zone)).toList();
		}

		private void writeSqlTypes(Row row, JsonBytes json) {
			json.raw(this.keys);
			for (Field field : this.varying) {
				if (sqlType(field, row) != SqlType.of(field.column())) {
					members(this.fields, json, (each) -> json.number(sqlType(each, row)));
					return;
				}
			}
			json.raw(this.sqlTypes);
		}

		private static int sqlType(Field field, Row row) {
			return SqlType.of(field.column(), SqlType.of(field.column()), row.get(field.index()));
		}

		private static void members(List<Field> fields, JsonBytes json, Consumer<Field> value) {
			char before = '{';
			for (Field field : fields) {
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

}
