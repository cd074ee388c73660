package io.github.canalspring.message;

import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;

import io.github.canalspring.event.Row;
import io.github.canalspring.sink.FieldSelection;
import io.github.canalspring.sink.JsonBytes;
import io.github.canalspring.sink.RowCondition;
import io.github.canalspring.sink.RowTemplate;
import io.github.canalspring.source.Change;
import io.github.canalspring.source.Operation;
import io.github.canalspring.source.TableSchema;
import org.jspecify.annotations.Nullable;

/**
 * Writes changes as messages of one format. For one thread.
 * <p>
 * A message's key is what the format makes of the primary key, unless a template says
 * otherwise. A change that gives a row another key becomes a delete under the old key and
 * an insert under the new one, whatever the format: partitions and queues are chosen by
 * the key, and whoever reads the old one's must be told. Rows without a key have their
 * table's name as the key, which keeps them in order.
 */
public abstract class MessageWriter {

	/** Of more versions of tables than this, none is remembered any longer. */
	private static final int MAX_TABLES = 1024;

	private final FieldSelection selection;

	private final @Nullable RowTemplate key;

	private final RowCondition when;

	private final Map<TableSchema, TableFields> tables = new IdentityHashMap<>();

	private final JsonBytes json = new JsonBytes();

	MessageWriter(FieldSelection selection, @Nullable RowTemplate key, RowCondition when) {
		this.selection = selection;
		this.key = key;
		this.when = when;
	}

	/**
	 * Create a writer.
	 * @param settings the format
	 * @param selection which columns are written, and under which names
	 * @param key makes the key of a row; {@code null} for the format's own
	 * @param when which rows there are; an update by which a row ceases to meet the
	 * condition is a delete, and one by which it begins to, an insert
	 * @return the writer
	 */
	public static MessageWriter of(MessageSettings settings, FieldSelection selection, @Nullable RowTemplate key,
			RowCondition when) {
		return switch (settings.format()) {
			case CANAL_FLAT -> new CanalFlatWriter(settings.zone(), Clock.systemUTC(), selection, key, when);
			case DEBEZIUM -> new DebeziumWriter(settings, Clock.systemUTC(), selection, key, when);
			case MAXWELL -> new MaxwellWriter(selection, key, when);
		};
	}

	/**
	 * Write a change.
	 * @param change the change
	 * @return the messages, to be sent in this order: none if the condition is met
	 * neither before nor after; several where the format has it so, or the key changes
	 * @throws IllegalArgumentException if a column of the selection, of the key or of the
	 * condition is not in the table
	 * @throws io.github.canalspring.sink.RowConditionException if the condition cannot be
	 * told of the row
	 */
	public final List<Message> write(Change change) {
		TableFields table = table(change.schema());
		Row before = table.visible(change.before());
		Row after = table.visible(change.after());
		if (before != null && after != null) {
			return table.sameKey(before, after)
					? List.of(message(table, change, Operation.UPDATE, before, after, after))
					: moved(table, change, before, after);
		}
		if (after != null) {
			return List.of(message(table, change, Operation.INSERT, null, after, after));
		}
		if (before == null) {
			return List.of();
		}
		Message delete = message(table, change, Operation.DELETE, before, null, before);
		return hasTombstones() ? List.of(delete, tombstone(delete)) : List.of(delete);
	}

	private Message message(TableFields table, Change change, Operation operation, @Nullable Row before,
			@Nullable Row after, Row keyed) {
		return new Message(key(table, keyed), value(table, change, operation, before, after), Map.of());
	}

	private List<Message> moved(TableFields table, Change change, Row before, Row after) {
		byte[] oldKey = key(table, before);
		byte[] newKey = key(table, after);
		List<Message> messages = new ArrayList<>(3);
		Message delete = new Message(oldKey, value(table, change, Operation.DELETE, before, null), movedTo(newKey));
		messages.add(delete);
		if (hasTombstones()) {
			messages.add(tombstone(delete));
		}
		messages.add(new Message(newKey, value(table, change, Operation.INSERT, null, after), movedFrom(oldKey)));
		return messages;
	}

	private static Message tombstone(Message delete) {
		return new Message(delete.key(), null, Map.of());
	}

	private TableFields table(TableSchema schema) {
		TableFields table = this.tables.get(schema);
		if (table == null) {
			if (this.tables.size() >= MAX_TABLES) {
				this.tables.clear();
			}
			table = new TableFields(schema, this.selection, this.key, this.when);
			this.tables.put(schema, table);
		}
		return table;
	}

	private byte[] value(TableFields table, Change change, Operation operation, @Nullable Row before,
			@Nullable Row after) {
		this.json.reset();
		writeValue(table, change, operation, before, after, this.json);
		return this.json.toByteArray();
	}

	private byte[] key(TableFields table, Row row) {
		if (table.hasTemplate() || !table.hasKey()) {
			return table.templateKey(row).getBytes(StandardCharsets.UTF_8);
		}
		this.json.reset();
		writeKey(table, row, this.json);
		return this.json.toByteArray();
	}

	/** Write what the format makes of the primary key, which the table has. */
	abstract void writeKey(TableFields table, Row row, JsonBytes json);

	/** Write the message itself. */
	abstract void writeValue(TableFields table, Change change, Operation operation, @Nullable Row before,
			@Nullable Row after, JsonBytes json);

	/** Whether a delete is followed by a message without a value. */
	boolean hasTombstones() {
		return false;
	}

	/** The headers of the delete that a change of the key begins with. */
	Map<String, byte[]> movedTo(byte[] newKey) {
		return Map.of();
	}

	/** The headers of the insert that a change of the key ends with. */
	Map<String, byte[]> movedFrom(byte[] oldKey) {
		return Map.of();
	}

}
