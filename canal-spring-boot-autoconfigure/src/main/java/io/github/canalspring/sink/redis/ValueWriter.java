package io.github.canalspring.sink.redis;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;

import io.github.canalspring.event.Columns;
import io.github.canalspring.event.Row;
import io.github.canalspring.sink.ColumnText;
import io.github.canalspring.sink.DocumentWriter;
import io.github.canalspring.sink.FieldSelection;
import io.github.canalspring.sink.RowTemplate;
import io.github.canalspring.source.TableId;
import io.github.canalspring.source.TableSchema;
import org.jspecify.annotations.Nullable;

/**
 * Writes what stands under a row's key. For one thread.
 */
interface ValueWriter {

	/**
	 * Make the key hold the row's value, whatever it held before.
	 * @param key the key
	 * @param row the row
	 * @param commands takes the commands that do it
	 * @throws UnwritableRowException if the row has no such value; no command was added
	 */
	void write(byte[] key, Row row, EntryWriter commands);

	static ValueWriter of(RedisMapping mapping, TableSchema table) {
		if (mapping.value() instanceof RedisValue.Formatted formatted) {
			return formatted(formatted.format(), table.id());
		}
		return of(mapping, table.header());
	}

	private static ValueWriter formatted(RedisValue.Format format, TableId table) {
		return (key, row, commands) -> {
			RedisValue.Entry entry = format.entry(table, new String(key, StandardCharsets.UTF_8), row);
			Duration ttl = entry.ttl();
			commands.set(key, entry.value(), (ttl != null) ? new TimeToLive(ttl, Duration.ZERO) : null);
		};
	}

	private static ValueWriter of(RedisMapping mapping, Columns columns) {
		RedisValue value = mapping.value();
		if (value instanceof RedisValue.Json) {
			return json(mapping, columns);
		}
		if (value instanceof RedisValue.Hash) {
			return new HashWriter(mapping.fields().fields(columns), mapping.ttl());
		}
		if (value instanceof RedisValue.Text text) {
			return text(text.template().bind(columns), mapping.ttl());
		}
		return (key, row, commands) -> commands.delete(key);
	}

	private static ValueWriter json(RedisMapping mapping, Columns columns) {
		// For its check of the columns: the writer looks them up with its first row.
		mapping.fields().fields(columns);
		DocumentWriter writer = new DocumentWriter(mapping.fields());
		TimeToLive ttl = mapping.ttl();
		return (key, row, commands) -> commands.set(key, writer.write(row), ttl);
	}

	private static ValueWriter text(RowTemplate.Bound template, @Nullable TimeToLive ttl) {
		return (key, row, commands) -> {
			String text = template.render(row);
			if (text != null) {
				commands.set(key, text.getBytes(StandardCharsets.UTF_8), ttl);
			}
			else {
				commands.delete(key);
			}
		};
	}

	/**
	 * Writes hashes: deletes the key first, so that a column which became {@code NULL} or
	 * was dropped leaves no field behind.
	 */
	final class HashWriter implements ValueWriter {

		private final byte[][] names;

		private final int[] indexes;

		private final @Nullable TimeToLive ttl;

		HashWriter(List<FieldSelection.Field> fields, @Nullable TimeToLive ttl) {
			this.names = fields.stream()
				.map((field) -> field.name().getBytes(StandardCharsets.UTF_8))
				.toArray(byte[][]::new);
			this.indexes = fields.stream().mapToInt(FieldSelection.Field::index).toArray();
			this.ttl = ttl;
		}

		@Override
		public void write(byte[] key, Row row, EntryWriter commands) {
			commands.delete(key);
			EntryWriter.Fields fields = commands.hash(key);
			for (int index = 0; index < this.indexes.length; index++) {
				Object value = row.get(this.indexes[index]);
				if (value != null) {
					fields.add(this.names[index], ColumnText.of(value).getBytes(StandardCharsets.UTF_8));
				}
			}
			fields.end(this.ttl);
		}

	}

}
