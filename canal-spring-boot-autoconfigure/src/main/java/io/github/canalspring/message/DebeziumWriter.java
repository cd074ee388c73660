package io.github.canalspring.message;

import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Map;
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
 * Writes Debezium's envelopes. With a schema, it tells the types of the columns as
 * Debezium's {@code column.propagate.source.type} does; without, a member {@code canal}
 * does.
 */
final class DebeziumWriter extends MessageWriter {

	private final MessageSettings settings;

	private final Clock clock;

	DebeziumWriter(MessageSettings settings, Clock clock, FieldSelection selection, @Nullable RowTemplate key,
			RowCondition when) {
		super(selection, key, when);
		this.settings = settings;
		this.clock = clock;
	}

	@Override
	void writeKey(TableFields table, Row row, JsonBytes json) {
		Prepared prepared = prepared(table);
		json.raw(prepared.keyStart);
		write(table.keys(), prepared.keyWriters, row, json);
		json.raw(prepared.end);
	}

	@Override
	void writeValue(TableFields table, Change change, Operation operation, @Nullable Row before, @Nullable Row after,
			JsonBytes json) {
		Prepared prepared = prepared(table);
		json.raw(prepared.start);
		json.raw("\"before\":");
		write(table.fields(), prepared.writers, before, json);
		json.raw(",\"after\":");
		write(table.fields(), prepared.writers, after, json);
		source(prepared, change, json);
		json.raw(",\"transaction\":null,\"op\":\"");
		json.raw(change.snapshot() && operation == Operation.INSERT ? "r"
				: (operation == Operation.INSERT) ? "c" : (operation == Operation.UPDATE) ? "u" : "d");
		json.raw('"');
		times(this.clock.instant(), json);
		json.raw('}');
		json.raw(prepared.end);
	}

	private void source(Prepared prepared, Change change, JsonBytes json) {
		json.raw(prepared.source);
		json.raw(change.snapshot() ? "\"true\"" : "\"false\"");
		times(change.committedAt(), json);
		json.raw(",\"gtid\":");
		nullable(change.gtid(), json);
		String place = change.position();
		int colon = place.lastIndexOf(':');
		boolean offset = colon > 0 && colon < place.length() - 1 && colon >= place.length() - 19
				&& place.chars().skip(colon + 1).allMatch((digit) -> digit >= '0' && digit <= '9');
		json.raw(",\"file\":");
		json.text(offset ? place.substring(0, colon) : place);
		json.raw(",\"pos\":");
		json.number(offset ? Long.parseLong(place, colon + 1, place.length(), 10) : 0);
		json.raw(",\"row\":");
		json.number((int) change.rowNumber());
		json.raw(",\"thread\":null,\"query\":null}");
	}

	private static void times(Instant time, JsonBytes json) {
		long micros = Math.addExact(Math.multiplyExact(time.getEpochSecond(), 1_000_000L), time.getNano() / 1000);
		json.raw(",\"ts_ms\":");
		json.number(time.toEpochMilli());
		json.raw(",\"ts_us\":");
		json.number(micros);
		json.raw(",\"ts_ns\":");
		json.number(micros * 1000 + time.getNano() % 1000);
	}

	private static void nullable(@Nullable String text, JsonBytes json) {
		if (text != null) {
			json.text(text);
		}
		else {
			json.raw("null");
		}
	}

	private static void write(List<Field> fields, ValueWriter[] writers, @Nullable Row row, JsonBytes json) {
		if (row == null) {
			json.raw("null");
			return;
		}
		char before = '{';
		for (int index = 0; index < writers.length; index++) {
			Field field = fields.get(index);
			json.raw(before);
			json.text(field.name());
			json.raw(':');
			Object value = row.get(field.index());
			if (value == null) {
				json.raw("null");
			}
			else {
				writers[index].write(value, json);
			}
			before = ',';
		}
		json.raw((before == '{') ? "{}" : "}");
	}

	@Override
	boolean hasTombstones() {
		return true;
	}

	@Override
	Map<String, byte[]> movedTo(byte[] newKey) {
		return Map.of("__debezium.newkey", newKey);
	}

	@Override
	Map<String, byte[]> movedFrom(byte[] oldKey) {
		return Map.of("__debezium.oldkey", oldKey);
	}

	private Prepared prepared(TableFields table) {
		return Objects.requireNonNull(table.prepared((fields) -> new Prepared(fields, this.settings)));
	}

	/** What is the same in all messages of a version of a table. */
	private static final class Prepared {

		private final ValueWriter[] writers;

		private final ValueWriter[] keyWriters;

		private final byte[] keyStart;

		private final byte[] start;

		private final byte[] source;

		private final byte[] end;

		private Prepared(TableFields table, MessageSettings settings) {
			this.writers = writers(table.fields(), settings.decimals());
			this.keyWriters = writers(table.keys(), settings.decimals());
			JsonBytes json = new JsonBytes();
			if (settings.schemas()) {
				DebeziumSchema schema = new DebeziumSchema(table, settings);
				json.raw("{\"schema\":");
				schema.writeKey(json);
				json.raw(",\"payload\":");
				this.keyStart = json.toByteArray();
				json.reset();
				json.raw("{\"schema\":");
				schema.writeValue(json);
				json.raw(",\"payload\":{");
			}
			else {
				this.keyStart = new byte[0];
				json.raw('{');
				json.raw(TableDefinition.write(table, settings.decimals()));
				json.raw(',');
			}
			this.start = json.toByteArray();
			json.reset();
			json.raw(settings.schemas() ? "}" : "");
			this.end = json.toByteArray();
			this.source = source(table, settings, json);
		}

		private static ValueWriter[] writers(List<Field> fields, Decimals decimals) {
			return fields.stream()
				.map((field) -> DebeziumEncoder.of(field.column(), decimals))
				.toArray(ValueWriter[]::new);
		}

		private static byte[] source(TableFields table, MessageSettings settings, JsonBytes json) {
			json.reset();
			json.raw(",\"source\":{\"version\":\"canal-spring\",\"connector\":\"mysql\",\"name\":");
			json.text(settings.name());
			json.raw(",\"db\":");
			json.text(table.schema().id().database());
			json.raw(",\"sequence\":null,\"table\":");
			json.text(table.schema().id().table());
			json.raw(",\"server_id\":0,\"snapshot\":");
			return json.toByteArray();
		}

	}

}
