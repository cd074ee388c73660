package io.github.canalspring.message;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Predicate;

import io.github.canalspring.event.Row;
import io.github.canalspring.source.Column;
import io.github.canalspring.source.Operation;
import io.github.canalspring.source.TableId;
import io.github.canalspring.source.TableSchema;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Reads Maxwell's messages. Types come from a member {@code canal}; without it, a value
 * is what it looks like in JSON.
 */
final class MaxwellReader extends MessageReader {

	private static final Set<String> UNTOUCHED = Set.of(TableDefinition.MEMBER);

	private static final String KEY_PREFIX = "pk.";

	private final TableDefinition.Known<Layout> layouts = new TableDefinition.Known<>();

	private final Map<TableId, InferredTable> inferred = new HashMap<>();

	MaxwellReader(Predicate<TableId> wanted) {
		super(wanted);
	}

	@Override
	MessageContent content(byte @Nullable [] key, byte[] value) {
		JsonMembers message = JsonMembers.read(value, UNTOUCHED);
		if (message.get("encrypted").isObject()) {
			throw new UnreadableMessageException(
					"It is encrypted. Messages of Maxwell can be read with encrypt=none only");
		}
		String type = message.text("type");
		TableId table = new TableId(message.text("database"), message.get("table").asString(""));
		if (!isWanted(table)) {
			return MessageContent.NOTHING;
		}
		return switch (type) {
			case "insert", "bootstrap-insert" -> row(table, Operation.INSERT, message, key);
			case "update" -> row(table, Operation.UPDATE, message, key);
			case "delete" -> row(table, Operation.DELETE, message, key);
			case "table-drop" -> MessageContent.replaced(table);
			case "bootstrap-start", "bootstrap-complete", "table-create", "table-alter", "database-create",
					"database-alter", "database-drop" ->
				MessageContent.NOTHING;
			default ->
				throw new UnreadableMessageException("Its 'type' is '" + type + "', which Maxwell does not have");
		};
	}

	private MessageContent row(TableId table, Operation operation, JsonMembers message, byte @Nullable [] key) {
		JsonNode data = message.get("data");
		if (!data.isObject()) {
			throw new UnreadableMessageException("It has no row in 'data'");
		}
		ByteBuffer definition = message.bytes(TableDefinition.MEMBER);
		TableSchema schema;
		Function<JsonNode, Row> rows;
		if (definition != null) {
			Layout layout = this.layouts.get(definition,
					ByteBuffer.wrap(table.toString().getBytes(StandardCharsets.UTF_8)),
					(bytes, context) -> Layout.of(table, TableDefinition.read(bytes)));
			schema = layout.schema;
			rows = layout::row;
		}
		else {
			InferredTable guess = this.inferred.computeIfAbsent(table, InferredTable::new);
			guess.key(keyNames(message, key));
			TableSchema version = guess.see(data);
			schema = version;
			rows = (row) -> guess.row(version, row);
		}
		Row row = rows.apply(data);
		Row before = switch (operation) {
			case INSERT -> null;
			case DELETE -> row;
			case UPDATE -> rows.apply(before(data, message.get("old")));
		};
		boolean snapshot = message.text("type").equals("bootstrap-insert");
		return MessageContent.of(new RowChange(schema, operation, before, (operation == Operation.DELETE) ? null : row,
				Instant.ofEpochSecond(message.get("ts").asLong(0)), snapshot));
	}

	/** The row as it was: what is not told has not changed. */
	private static JsonNode before(JsonNode data, JsonNode old) {
		ObjectNode before = JsonMembers.MAPPER.createObjectNode();
		data.properties().forEach((member) -> {
			JsonNode value = old.get(member.getKey());
			before.set(member.getKey(), (value != null) ? value : member.getValue());
		});
		return before;
	}

	/** From the option output_primary_key_columns, or the key that Kafka has. */
	private static List<String> keyNames(JsonMembers message, byte @Nullable [] key) {
		List<String> names = new ArrayList<>();
		message.get("primary_key_columns").forEach((name) -> names.add(name.asString()));
		if (names.isEmpty() && key != null && key.length > 0 && key[0] == '{') {
			JsonMembers.tree(key).propertyNames().forEach((name) -> {
				if (name.startsWith(KEY_PREFIX)) {
					names.add(name.substring(KEY_PREFIX.length()));
				}
			});
		}
		return names;
	}

	/**
	 * One version of a table whose types are known.
	 *
	 * @param schema the version
	 * @param readers read the columns
	 */
	private record Layout(TableSchema schema, List<Function<JsonNode, Object>> readers) {

		static Layout of(TableId table, TableDefinition definition) {
			List<Column> columns = definition.columns().stream().map(MaxwellValues::column).toList();
			return new Layout(new TableSchema(table, columns, definition.key()),
					columns.stream().map(MaxwellValues::reader).toList());
		}

		Row row(JsonNode row) {
			@Nullable Object[] values = new @Nullable Object[this.readers.size()];
			for (int index = 0; index < values.length; index++) {
				String name = this.schema.header().name(index);
				JsonNode value = row.get(name);
				if (value == null) {
					throw new UnreadableMessageException("A row of " + this.schema.id() + " has no '" + name + "'");
				}
				values[index] = value.isNull() ? null : value(index, value);
			}
			return new Row(this.schema.header(), values);
		}

		private Object value(int index, JsonNode value) {
			try {
				return this.readers.get(index).apply(value);
			}
			catch (IllegalArgumentException | ArithmeticException ex) {
				// Without the cause, whose message may show the value.
				throw new UnreadableMessageException(
						"The value of " + this.schema.id() + "." + this.schema.header().name(index) + " is none of a "
								+ this.schema.columns().get(index).type());
			}
		}

	}

}
