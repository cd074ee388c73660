package io.github.canalspring.message;

import java.util.List;
import java.util.Objects;

import io.github.canalspring.event.Row;
import io.github.canalspring.message.TableFields.Field;
import io.github.canalspring.message.TableFields.ValueWriter;
import io.github.canalspring.sink.FieldSelection;
import io.github.canalspring.sink.JsonBytes;
import io.github.canalspring.sink.RowCondition;
import io.github.canalspring.sink.RowTemplate;
import io.github.canalspring.source.Change;
import io.github.canalspring.source.Operation;
import org.jspecify.annotations.Nullable;

/**
 * Writes Maxwell's messages. Which row of a transaction is the last is not known to a
 * sink: instead of {@code commit}, every row has its {@code xoffset}. A member
 * {@code canal}, which Maxwell does not have, tells the types of the columns.
 */
final class MaxwellWriter extends MessageWriter {

	MaxwellWriter(FieldSelection selection, @Nullable RowTemplate key, RowCondition when) {
		super(selection, key, when);
	}

	@Override
	void writeKey(TableFields table, Row row, JsonBytes json) {
		json.raw("{\"database\":");
		json.text(table.schema().id().database());
		json.raw(",\"table\":");
		json.text(table.schema().id().table());
		for (Field field : table.keys()) {
			json.raw(',');
			json.text("pk." + field.name());
			json.raw(':');
			write(MaxwellValues.writer(field.column()), row.get(field.index()), json);
		}
		json.raw('}');
	}

	@Override
	void writeValue(TableFields table, Change change, Operation operation, @Nullable Row before, @Nullable Row after,
			JsonBytes json) {
		Prepared prepared = table.prepared(Prepared::new);
		Row row = (after != null) ? after : Objects.requireNonNull(before);
		json.raw(prepared.start);
		json.raw(switch (operation) {
			case INSERT -> change.snapshot() ? "bootstrap-insert" : "insert";
			case UPDATE -> "update";
			case DELETE -> "delete";
		});
		json.raw("\",\"ts\":");
		json.number(change.committedAt().getEpochSecond());
		json.raw(",\"xid\":");
		json.number(change.transaction().start().version());
		json.raw(",\"xoffset\":");
		json.number(change.rowNumber());
		json.raw(",\"position\":");
		json.text(change.position());
		String gtid = change.gtid();
		if (gtid != null) {
			json.raw(",\"gtid\":");
			json.text(gtid);
		}
		json.raw(",\"data\":");
		write(table.fields(), prepared.writers, row, null, json);
		if (after != null && before != null) {
			json.raw(",\"old\":");
			write(table.fields(), prepared.writers, before, after, json);
		}
		json.raw(prepared.end);
	}

	/** A row, or of it what is not the same in another. */
	private static void write(List<Field> fields, ValueWriter[] writers, Row row, @Nullable Row other, JsonBytes json) {
		char before = '{';
		for (int index = 0; index < writers.length; index++) {
			Field field = fields.get(index);
			if (other != null && row.sameValue(field.index(), other, field.index())) {
				continue;
			}
			json.raw(before);
			json.text(field.name());
			json.raw(':');
			write(writers[index], row.get(field.index()), json);
			before = ',';
		}
		json.raw((before == '{') ? "{}" : "}");
	}

	private static void write(ValueWriter writer, @Nullable Object value, JsonBytes json) {
		if (value == null) {
			json.raw("null");
		}
		else {
			writer.write(value, json);
		}
	}

	/** What is the same in all messages of a version of a table. */
	private static final class Prepared {

		private final ValueWriter[] writers;

		private final byte[] start;

		private final byte[] end;

		private Prepared(TableFields table) {
			this.writers = table.fields()
				.stream()
				.map((field) -> MaxwellValues.writer(field.column()))
				.toArray(ValueWriter[]::new);
			JsonBytes json = new JsonBytes();
			json.raw("{\"database\":");
			json.text(table.schema().id().database());
			json.raw(",\"table\":");
			json.text(table.schema().id().table());
			json.raw(",\"type\":\"");
			this.start = json.toByteArray();
			json.reset();
			json.raw(",\"primary_key_columns\":[");
			for (int index = 0; index < table.keys().size(); index++) {
				json.raw((index == 0) ? "" : ",");
				json.text(table.keys().get(index).name());
			}
			json.raw("],");
			json.raw(TableDefinition.write(table, Decimals.DOUBLE));
			json.raw('}');
			this.end = json.toByteArray();
		}

	}

}
