package io.github.canalspring.message;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BiFunction;

import io.github.canalspring.message.TableFields.Field;
import io.github.canalspring.sink.JsonBytes;
import io.github.canalspring.source.Column;
import io.github.canalspring.source.ColumnSyntax;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * The member {@code canal} of a message whose format does not tell the types of columns:
 * other readers skip it, ours is exact by it.
 *
 * @param columns the columns
 * @param key the names of those of the primary key
 * @param decimals how decimals are written
 */
record TableDefinition(List<Column> columns, List<String> key, Decimals decimals) {

	static final String MEMBER = "canal";

	/** The member with its name. */
	static byte[] write(TableFields table, Decimals decimals) {
		JsonBytes json = new JsonBytes();
		json.text(MEMBER);
		json.raw(":{\"key\":[");
		for (int index = 0; index < table.keys().size(); index++) {
			json.raw((index == 0) ? "" : ",");
			json.text(table.keys().get(index).name());
		}
		json.raw("],\"decimals\":");
		json.text(decimals.name());
		json.raw(",\"columns\":{");
		for (int index = 0; index < table.fields().size(); index++) {
			Field field = table.fields().get(index);
			json.raw((index == 0) ? "" : ",");
			json.text(field.name());
			json.raw(':');
			json.text(ColumnSyntax.format(field.column()));
		}
		json.raw("}}");
		return json.toByteArray();
	}

	static TableDefinition read(ByteBuffer member) {
		JsonNode node = JsonMembers.tree(member);
		List<Column> columns = new ArrayList<>();
		for (Map.Entry<String, JsonNode> column : node.path("columns").properties()) {
			columns.add(ColumnSyntax.parse(column.getKey(), column.getValue().asString()));
		}
		List<String> key = new ArrayList<>();
		node.path("key").forEach((name) -> key.add(name.asString()));
		// Without those that are left out of the fields.
		key.removeIf((name) -> columns.stream().noneMatch((column) -> column.name().equalsIgnoreCase(name)));
		return new TableDefinition(columns, key, Decimals.valueOf(node.path("decimals").asString("PRECISE")));
	}

	/**
	 * What was made of definitions, by their bytes: the same bytes come with every
	 * message.
	 *
	 * @param <T> what is made
	 */
	static final class Known<T> {

		private static final int MAX = 1024;

		private final Map<ByteBuffer, T> known = new HashMap<>();

		private @Nullable ByteBuffer last;

		private @Nullable T lastValue;

		/**
		 * Find or make it.
		 * @param bytes the bytes, which are copied if they are new
		 * @param context what is added to them, in an array of its own
		 * @param factory makes it
		 * @return what belongs to the bytes
		 */
		T get(ByteBuffer bytes, ByteBuffer context, BiFunction<ByteBuffer, ByteBuffer, T> factory) {
			T value = this.lastValue;
			ByteBuffer joined = join(bytes, context);
			if (value == null || !joined.equals(this.last)) {
				if (this.known.size() >= MAX) {
					this.known.clear();
				}
				value = this.known.computeIfAbsent(joined, (key) -> factory.apply(bytes, context));
				this.last = joined;
				this.lastValue = value;
			}
			return value;
		}

		private static ByteBuffer join(ByteBuffer bytes, ByteBuffer context) {
			return ByteBuffer.allocate(bytes.remaining() + context.remaining())
				.put(bytes.duplicate())
				.put(context.duplicate())
				.flip();
		}

	}

}
