package io.github.canalspring.parking;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

import io.github.canalspring.event.Row;
import io.github.canalspring.source.Change;
import io.github.canalspring.source.Column;
import io.github.canalspring.source.ColumnType;
import io.github.canalspring.source.Operation;
import io.github.canalspring.source.Position;
import io.github.canalspring.source.TableId;
import io.github.canalspring.source.TableSchema;
import io.github.canalspring.source.Transaction;
import org.jspecify.annotations.Nullable;

/**
 * Changes as bytes, whole: with the table as it was, so that what is read back is the
 * same to a handler. Not for several threads.
 */
final class ChangeFormat {

	/** More versions of tables than this are not read at once. */
	private static final int MAX_TABLES = 256;

	/** One instance per version of a table, by which others recognise it. */
	private final Map<ByteBuffer, TableSchema> tables = new HashMap<>();

	byte[] write(Change change) throws IOException {
		ByteArrayOutputStream bytes = new ByteArrayOutputStream(512);
		DataOutputStream out = new DataOutputStream(bytes);
		ValueOutput values = new ValueOutput(out);
		byte[] table = table(change.schema());
		out.writeInt(table.length);
		out.write(table);
		values.text(change.operation().name());
		transaction(change.transaction(), out, values);
		out.writeLong(change.rowNumber());
		out.writeLong(change.version());
		row(change.before(), out, values);
		row(change.after(), out, values);
		return bytes.toByteArray();
	}

	private static byte[] table(TableSchema table) throws IOException {
		ByteArrayOutputStream bytes = new ByteArrayOutputStream(256);
		DataOutputStream out = new DataOutputStream(bytes);
		ValueOutput values = new ValueOutput(out);
		values.text(table.id().database());
		values.text(table.id().table());
		out.writeInt(table.columns().size());
		for (Column column : table.columns()) {
			values.text(column.name());
			values.text(column.type().name());
			out.writeBoolean(column.unsigned());
			out.writeInt(column.precision());
			out.writeInt(column.scale());
			out.writeBoolean(column.nullable());
			texts(column.labels(), out, values);
		}
		texts(table.primaryKey(), out, values);
		return bytes.toByteArray();
	}

	private static void texts(List<String> texts, DataOutputStream out, ValueOutput values) throws IOException {
		out.writeInt(texts.size());
		for (String text : texts) {
			values.text(text);
		}
	}

	private static void transaction(Transaction transaction, DataOutputStream out, ValueOutput values)
			throws IOException {
		Position start = transaction.start();
		values.text(start.text());
		values.text(start.toString());
		out.writeLong(start.version());
		values.write((transaction.gtid() != null) ? transaction.gtid().get() : null);
		values.write(transaction.committedAt());
		out.writeBoolean(transaction.snapshot());
	}

	private static void row(@Nullable Row row, DataOutputStream out, ValueOutput values) throws IOException {
		out.writeBoolean(row != null);
		if (row != null) {
			for (int index = 0; index < row.columns().size(); index++) {
				values.write(row.get(index));
			}
		}
	}

	Change read(byte[] bytes) throws IOException {
		DataInputStream in = new DataInputStream(new ByteArrayInputStream(bytes));
		ValueInput values = new ValueInput(in);
		TableSchema table = intern(in.readNBytes(in.readInt()));
		Operation operation = Operation.valueOf(values.text());
		Transaction transaction = transaction(in, values);
		long rowNumber = in.readLong();
		long version = in.readLong();
		return new Change(table, operation, row(table, in, values), row(table, in, values), transaction, rowNumber,
				version);
	}

	private TableSchema intern(byte[] bytes) throws IOException {
		ByteBuffer key = ByteBuffer.wrap(bytes);
		TableSchema table = this.tables.get(key);
		if (table == null) {
			if (this.tables.size() >= MAX_TABLES) {
				this.tables.clear();
			}
			table = table(new DataInputStream(new ByteArrayInputStream(bytes)));
			this.tables.put(key, table);
		}
		return table;
	}

	private static TableSchema table(DataInputStream in) throws IOException {
		ValueInput values = new ValueInput(in);
		TableId id = new TableId(values.text(), values.text());
		List<Column> columns = new ArrayList<>();
		for (int left = in.readInt(); left > 0; left--) {
			columns.add(new Column(values.text(), ColumnType.valueOf(values.text()), in.readBoolean(), in.readInt(),
					in.readInt(), in.readBoolean(), texts(in, values)));
		}
		return new TableSchema(id, columns, texts(in, values));
	}

	private static List<String> texts(DataInputStream in, ValueInput values) throws IOException {
		List<String> texts = new ArrayList<>();
		for (int left = in.readInt(); left > 0; left--) {
			texts.add(values.text());
		}
		return texts;
	}

	private static Transaction transaction(DataInputStream in, ValueInput values) throws IOException {
		Position start = new StoredPosition(values.text(), values.text(), in.readLong());
		String gtid = (String) values.read();
		Instant committedAt = (Instant) values.read();
		return new Transaction(start, (gtid != null) ? () -> gtid : null, committedAt, in.readBoolean());
	}

	private static @Nullable Row row(TableSchema table, DataInputStream in, ValueInput values) throws IOException {
		if (!in.readBoolean()) {
			return null;
		}
		@Nullable Object[] row = new Object[table.columns().size()];
		for (int index = 0; index < row.length; index++) {
			row[index] = values.read();
		}
		return new Row(table.header(), row);
	}

}
