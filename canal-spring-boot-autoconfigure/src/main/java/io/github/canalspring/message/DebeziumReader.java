package io.github.canalspring.message;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.IntStream;

import io.github.canalspring.event.Row;
import io.github.canalspring.source.Column;
import io.github.canalspring.source.Operation;
import io.github.canalspring.source.TableId;
import io.github.canalspring.source.TableSchema;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;

/**
 * Reads Debezium's envelopes. Types come from the schema around a message or from a
 * member {@code canal}; without either, a value is what it looks like in JSON.
 */
final class DebeziumReader extends MessageReader {

	private static final String SCHEMA = "schema";

	private static final Set<String> UNTOUCHED = Set.of(SCHEMA, TableDefinition.MEMBER);

	private final TableDefinition.Known<Layout> layouts = new TableDefinition.Known<>();

	private final Map<TableId, InferredTable> inferred = new HashMap<>();

	DebeziumReader(Predicate<TableId> wanted) {
		super(wanted);
	}

	@Override
	MessageContent content(byte @Nullable [] key, byte[] value) {
		JsonMembers message = JsonMembers.read(value, UNTOUCHED);
		JsonNode wrapped = message.get("payload");
		boolean wrapper = wrapped.isObject();
		if (!wrapper && wrapped.isNull()) {
			return MessageContent.NOTHING;
		}
		Envelope envelope = wrapper ? wrapped::path : message::get;
		if (!envelope.get("op").isString()) {
			return requireNoRow(envelope);
		}
		TableId table = new TableId(envelope.get("source").path("db").asString(""),
				envelope.get("source").path("table").asString(""));
		String operation = envelope.get("op").stringValue();
		if (operation.equals("m") || !isWanted(table)) {
			return MessageContent.NOTHING;
		}
		if (operation.equals("t")) {
			return MessageContent.replaced(table);
		}
		ByteBuffer schema = message.bytes(SCHEMA);
		ByteBuffer definition = message.bytes(TableDefinition.MEMBER);
		if (schema == null && definition == null) {
			InferredTable guess = this.inferred.computeIfAbsent(table, InferredTable::new);
			guess.key(keyNames(key));
			return MessageContent.of(change(operation, envelope, guess::see, guess::row));
		}
		Layout layout = (schema != null)
				? this.layouts.get(schema, context(table, key),
						(bytes, context) -> Layout.of(table, bytes, keyNames(key)))
				: this.layouts.get(Objects.requireNonNull(definition), context(table, null),
						(bytes, context) -> Layout.of(table, TableDefinition.read(bytes)));
		return MessageContent.of(change(operation, envelope, (row) -> layout.schema, layout::row));
	}

	/** What Debezium writes besides rows, into topics of their own. */
	private static MessageContent requireNoRow(Envelope envelope) {
		boolean definition = !envelope.get("ddl").isMissingNode() || !envelope.get("tableChanges").isMissingNode();
		boolean transaction = envelope.get("status").isString() && envelope.get("id").isString();
		if (definition || transaction || (envelope.get("ts_ms").isNumber() && envelope.get("after").isMissingNode())) {
			return MessageContent.NOTHING;
		}
		throw new UnreadableMessageException("It is no envelope of Debezium: it has no 'op'. Rows alone, as the "
				+ "transformation ExtractNewRecordState leaves them, do not tell what happened to them");
	}

	private static RowChange change(String operation, Envelope envelope, Schemas schemas, Rows rows) {
		JsonNode before = envelope.get("before");
		JsonNode after = envelope.get("after");
		JsonNode source = envelope.get("source");
		Operation what = switch (operation) {
			case "c", "r" -> Operation.INSERT;
			case "u" -> Operation.UPDATE;
			case "d" -> Operation.DELETE;
			default -> throw new UnreadableMessageException("Its 'op' is '" + operation + "', which is not known");
		};
		if ((what != Operation.INSERT && !before.isObject()) || (what != Operation.DELETE && !after.isObject())) {
			throw new UnreadableMessageException("Its 'op' is '" + operation + "', and it has no '"
					+ ((what == Operation.INSERT || before.isObject()) ? "after" : "before") + "'");
		}
		TableSchema schema = schemas.of((what == Operation.DELETE) ? before : after);
		boolean snapshot = operation.equals("r") || !source.path("snapshot").asString("false").equals("false");
		return new RowChange(schema, what, (what == Operation.INSERT) ? null : rows.of(schema, before),
				(what == Operation.DELETE) ? null : rows.of(schema, after),
				Instant.ofEpochMilli(source.path("ts_ms").asLong(0)), snapshot);
	}

	private static List<String> keyNames(byte @Nullable [] key) {
		if (key == null || key.length == 0 || key[0] != '{') {
			return List.of();
		}
		JsonNode node = JsonMembers.tree(key);
		JsonNode payload = node.path("payload").isObject() ? node.path("payload") : node;
		return List.copyOf(payload.propertyNames());
	}

	private static ByteBuffer context(TableId table, byte @Nullable [] key) {
		return ByteBuffer.wrap((table + "\n" + keyNames(key)).getBytes(StandardCharsets.UTF_8));
	}

	/** The members of an envelope, with or without a wrapper around it. */
	@FunctionalInterface
	private interface Envelope {

		JsonNode get(String name);

	}

	/** Finds the version of a table that a row is of. */
	@FunctionalInterface
	private interface Schemas {

		TableSchema of(JsonNode row);

	}

	/** Reads rows. */
	@FunctionalInterface
	private interface Rows {

		Row of(TableSchema schema, JsonNode row);

	}

	/**
	 * One version of a table whose types are known.
	 *
	 * @param schema the version
	 * @param decoders read the columns
	 */
	private record Layout(TableSchema schema, List<DebeziumDecoder> decoders) {

		static Layout of(TableId table, TableDefinition definition) {
			return new Layout(new TableSchema(table, definition.columns(), definition.key()),
					definition.columns()
						.stream()
						.map((column) -> DebeziumDecoder.of(DebeziumType.of(column, definition.decimals()), column))
						.toList());
		}

		static Layout of(TableId table, ByteBuffer schema, List<String> key) {
			JsonNode root = JsonMembers.tree(schema);
			JsonNode row = fields(root, "after");
			List<Column> columns = new ArrayList<>();
			List<DebeziumDecoder> decoders = new ArrayList<>();
			Map<Integer, String> marked = new HashMap<>();
			for (JsonNode field : row) {
				DebeziumType type = DebeziumType.read(field);
				Column column = type.column(field.path("field").asString());
				columns.add(column);
				decoders.add(DebeziumDecoder.of(type, column));
				String place = type.parameters().get(DebeziumSchema.KEY);
				if (place != null) {
					marked.put(Integer.valueOf(place), column.name());
				}
			}
			List<String> names = marked.isEmpty() ? key
					: marked.keySet().stream().sorted(Comparator.naturalOrder()).map(marked::get).toList();
			return new Layout(new TableSchema(table, columns,
					names.stream()
						.filter((name) -> columns.stream().anyMatch((column) -> column.name().equals(name)))
						.toList()),
					decoders);
		}

		private static JsonNode fields(JsonNode schema, String name) {
			JsonNode members = schema.path("fields");
			return IntStream.range(0, members.size())
				.mapToObj(members::get)
				.filter((member) -> member.path("field").asString("").equals(name))
				.findFirst()
				.orElseThrow(() -> new UnreadableMessageException("Its schema has no '" + name + "'"))
				.path("fields");
		}

		Row row(TableSchema ignored, JsonNode row) {
			@Nullable Object[] values = new @Nullable Object[this.decoders.size()];
			for (int index = 0; index < values.length; index++) {
				JsonNode value = row.get(this.schema.header().name(index));
				if (value == null) {
					throw new UnreadableMessageException(
							"A row of " + this.schema.id() + " has no '" + this.schema.header().name(index) + "'");
				}
				values[index] = value.isNull() ? null : value(index, value);
			}
			return new Row(this.schema.header(), values);
		}

		private Object value(int index, JsonNode value) {
			try {
				return this.decoders.get(index).decode(value);
			}
			catch (IllegalArgumentException | ArithmeticException | DateTimeException | JacksonException ex) {
				// Without the cause, whose message may show the value.
				throw new UnreadableMessageException(
						"The value of " + this.schema.id() + "." + this.schema.header().name(index) + " is none of a "
								+ this.schema.columns().get(index).type());
			}
		}

	}

}
