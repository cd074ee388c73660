package io.github.canalspring.message;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;

import io.github.canalspring.event.Row;
import io.github.canalspring.source.Column;
import io.github.canalspring.source.ColumnSyntax;
import io.github.canalspring.source.ColumnType;
import io.github.canalspring.source.Operation;
import io.github.canalspring.source.TableId;
import io.github.canalspring.source.TableSchema;
import io.github.canalspring.source.TextDecoder;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * Reads Canal's flat messages. Every message tells names and types of the columns.
 */
final class CanalFlatReader extends MessageReader {

	private static final String TYPES = "mysqlType";

	private static final String KEY = "pkNames";

	private static final Set<String> UNTOUCHED = Set.of(TYPES, KEY, "sqlType");

	private static final ByteBuffer NONE = ByteBuffer.allocate(0);

	private final ZoneId zone;

	private final TableDefinition.Known<Map.Entry<TableId, Layout>> layouts = new TableDefinition.Known<>();

	CanalFlatReader(ZoneId zone, Predicate<TableId> wanted) {
		super(wanted);
		this.zone = zone;
	}

	@Override
	MessageContent content(byte @Nullable [] key, byte[] value) {
		JsonMembers message = JsonMembers.read(value, UNTOUCHED);
		if (message.get("isDdl").isMissingNode()) {
			throw new UnreadableMessageException(
					"It is no flat message of Canal: it has no 'isDdl'. Canal sends them with canal.mq.flatMessage=true");
		}
		TableId table = new TableId(message.text("database"), message.text("table"));
		if (!isWanted(table)) {
			return MessageContent.NOTHING;
		}
		String type = message.text("type");
		if (message.get("isDdl").asBoolean()) {
			return switch (type) {
				case "TRUNCATE", "ERASE", "RENAME" -> MessageContent.replaced(table);
				default -> MessageContent.NOTHING;
			};
		}
		return switch (type) {
			case "INSERT" -> rows(table, Operation.INSERT, message);
			case "UPDATE" -> rows(table, Operation.UPDATE, message);
			case "DELETE" -> rows(table, Operation.DELETE, message);
			default -> MessageContent.NOTHING;
		};
	}

	private MessageContent rows(TableId table, Operation operation, JsonMembers message) {
		ByteBuffer types = message.bytes(TYPES);
		if (types == null) {
			throw new UnreadableMessageException("It has no '" + TYPES + "', by which the columns are known");
		}
		ByteBuffer pkNames = message.bytes(KEY);
		Layout layout = layout(table, types, (pkNames != null) ? pkNames : NONE);
		Instant committedAt = Instant.ofEpochMilli(message.get("es").asLong(0));
		boolean snapshot = message.get("snapshot").asBoolean(false);
		JsonNode data = message.get("data");
		JsonNode old = message.get("old");
		if (!data.isArray()) {
			throw new UnreadableMessageException("It has no rows in 'data'");
		}
		List<RowChange> changes = new ArrayList<>(data.size());
		for (int index = 0; index < data.size(); index++) {
			JsonNode row = data.get(index);
			boolean delete = operation == Operation.DELETE;
			Row before = delete ? layout.row(row, row)
					: (operation == Operation.UPDATE) ? layout.row(old.path(index), row) : null;
			changes.add(new RowChange(layout.schema, operation, before, delete ? null : layout.row(row, row),
					committedAt, snapshot));
		}
		return new MessageContent(changes, Set.of());
	}

	private Layout layout(TableId table, ByteBuffer types, ByteBuffer key) {
		ByteBuffer name = ByteBuffer.wrap((table + "\n").getBytes(StandardCharsets.UTF_8));
		ByteBuffer context = ByteBuffer.allocate(key.remaining() + name.remaining())
			.put(key.duplicate())
			.put(name)
			.flip();
		return this.layouts
			.get(types, context, (bytes, other) -> Map.entry(table, Layout.of(table, bytes, key, this.zone)))
			.getValue();
	}

	/**
	 * One version of a table.
	 */
	private static final class Layout {

		private final TableSchema schema;

		private final TextDecoder[] decoders;

		private Layout(TableSchema schema, TextDecoder[] decoders) {
			this.schema = schema;
			this.decoders = decoders;
		}

		private static Layout of(TableId table, ByteBuffer types, ByteBuffer key, ZoneId zone) {
			List<Column> columns = new ArrayList<>();
			JsonMembers.tree(types)
				.properties()
				.forEach((type) -> columns.add(ColumnSyntax.parse(type.getKey(), type.getValue().asString())));
			List<String> primaryKey = new ArrayList<>();
			if (key.hasRemaining()) {
				JsonMembers.tree(key).forEach((name) -> primaryKey.add(name.asString()));
			}
			primaryKey.removeIf((name) -> columns.stream().noneMatch((column) -> column.name().equalsIgnoreCase(name)));
			return new Layout(new TableSchema(table, columns, primaryKey),
					columns.stream().map((column) -> decoder(column, zone)).toArray(TextDecoder[]::new));
		}

		/** Canal has none for vectors, we have. */
		private static TextDecoder decoder(Column column, ZoneId zone) {
			return (column.type() == ColumnType.VECTOR) ? (text) -> JsonValues.vector(JsonMembers.MAPPER.readTree(text))
					: TextDecoder.of(column, zone);
		}

		/** A row, of which another tells what is the same in both. */
		private Row row(JsonNode row, JsonNode other) {
			@Nullable Object[] values = new @Nullable Object[this.decoders.length];
			for (int index = 0; index < values.length; index++) {
				String name = this.schema.header().name(index);
				JsonNode value = row.get(name);
				if (value == null) {
					value = other.get(name);
				}
				if (value == null) {
					throw new UnreadableMessageException("A row of " + this.schema.id() + " has no '" + name
							+ "': the database has to log whole rows, binlog_row_image = 'FULL'");
				}
				values[index] = value.isNull() ? null : value(index, value.asString());
			}
			return new Row(this.schema.header(), values);
		}

		private Object value(int index, String text) {
			try {
				return this.decoders[index].decode(text);
			}
			catch (RuntimeException ex) {
				// Without the cause, whose message may show the value.
				throw new UnreadableMessageException(
						"The value of " + this.schema.id() + "." + this.schema.header().name(index)
								+ " is no text of a " + this.schema.columns().get(index).type());
			}
		}

	}

}
