package io.github.canalspring.serve;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.ZoneId;

import com.google.protobuf.CodedOutputStream;
import com.google.protobuf.WireFormat;
import io.github.canalspring.event.Row;
import io.github.canalspring.source.Column;
import io.github.canalspring.source.ColumnSyntax;
import io.github.canalspring.source.SqlType;
import io.github.canalspring.source.TableSchema;
import io.github.canalspring.source.TextEncoder;
import org.jspecify.annotations.Nullable;

/**
 * Writes the rows of one version of a table. What is the same in all rows is written
 * once, and copied.
 */
final class TableColumns {

	private static final int UPDATED = 5;

	private static final int IS_NULL = 6;

	private static final int VALUE = 8;

	/** What a boolean takes. */
	private static final int FLAG_SIZE = 2;

	private final TableSchema schema;

	private final int[] types;

	private final TextEncoder[] texts;

	private final byte[][] heads;

	private final byte[][] nullHeads;

	private final byte[][] tails;

	TableColumns(TableSchema schema, ZoneId zone) throws IOException {
		this.schema = schema;
		int count = schema.columns().size();
		this.types = new int[count];
		this.texts = new TextEncoder[count];
		this.heads = new byte[count][];
		this.nullHeads = new byte[count][];
		this.tails = new byte[count][];
		for (int index = 0; index < count; index++) {
			Column column = schema.columns().get(index);
			this.types[index] = SqlType.of(column);
			this.texts[index] = TextEncoder.of(column, zone);
			this.heads[index] = head(index, this.types[index]);
			this.nullHeads[index] = head(index, SqlType.of(column, this.types[index], null));
			this.tails[index] = bytes((fields) -> fields.writeString(10, ColumnSyntax.format(column)));
		}
	}

	private byte[] head(int index, int sqlType) throws IOException {
		String name = this.schema.header().name(index);
		return bytes((fields) -> {
			fields.writeInt32(1, index);
			fields.writeInt32(2, sqlType);
			fields.writeString(3, name);
			fields.writeBool(4, this.schema.primaryKey().contains(name));
		});
	}

	/**
	 * Write a row as it was and as it is.
	 * @param fields takes what the row's message consists of
	 */
	void write(CodedOutputStream fields, @Nullable Row before, @Nullable Row after) throws IOException {
		for (int index = 0; before != null && index < this.texts.length; index++) {
			fields.writeByteArray(1, column(index, before, false));
		}
		for (int index = 0; after != null && index < this.texts.length; index++) {
			fields.writeByteArray(2, column(index, after, before == null || !after.sameValue(index, before, index)));
		}
	}

	private byte[] column(int index, Row row, boolean updated) throws IOException {
		Object value = row.get(index);
		byte[] text = (value != null) ? this.texts[index].encode(value).getBytes(StandardCharsets.UTF_8) : null;
		byte[] head = (value != null) ? head(index, value) : this.nullHeads[index];
		byte[] tail = this.tails[index];
		int size = head.length + 2 * FLAG_SIZE
				+ ((text != null) ? CodedOutputStream.computeByteArraySize(VALUE, text) : 0) + tail.length;
		byte[] column = new byte[size];
		CodedOutputStream fields = CodedOutputStream.newInstance(column);
		fields.writeRawBytes(head);
		fields.writeBool(UPDATED, updated);
		fields.writeBool(IS_NULL, text == null);
		if (text != null) {
			fields.writeTag(VALUE, WireFormat.WIRETYPE_LENGTH_DELIMITED);
			fields.writeByteArrayNoTag(text);
		}
		fields.writeRawBytes(tail);
		fields.checkNoSpaceLeft();
		return column;
	}

	private byte[] head(int index, Object value) throws IOException {
		int usual = this.types[index];
		int widened = SqlType.of(this.schema.columns().get(index), usual, value);
		return (widened == usual) ? this.heads[index] : head(index, widened);
	}

	static byte[] bytes(Fields content) throws IOException {
		ByteArrayOutputStream bytes = new ByteArrayOutputStream();
		CodedOutputStream fields = CodedOutputStream.newInstance(bytes);
		content.write(fields);
		fields.flush();
		return bytes.toByteArray();
	}

	/**
	 * Writes the fields of a message.
	 */
	@FunctionalInterface
	interface Fields {

		void write(CodedOutputStream fields) throws IOException;

	}

}
