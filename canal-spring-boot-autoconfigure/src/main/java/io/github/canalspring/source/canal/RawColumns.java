package io.github.canalspring.source.canal;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

import com.google.protobuf.CodedInputStream;
import com.google.protobuf.WireFormat;

/**
 * The columns of one row as the server sent them: where in the packet each part is, so
 * that names and types, the same for every row, become text once per table. Used again
 * for every row.
 */
final class RawColumns {

	private static final int NAME = 0;

	private static final int TYPE = 2;

	private static final int VALUE = 4;

	private static final int PARTS = 6;

	private final byte[] bytes;

	private int[] parts = new int[PARTS * 32];

	private boolean[] keys = new boolean[32];

	private boolean[] nulls = new boolean[32];

	private int size;

	RawColumns(byte[] bytes) {
		this.bytes = bytes;
	}

	void clear() {
		this.size = 0;
	}

	int size() {
		return this.size;
	}

	/** Read a column. */
	void add(CodedInputStream fields, int start, int length) throws IOException {
		int column = this.size++;
		if (column == this.keys.length) {
			this.keys = Arrays.copyOf(this.keys, column * 2);
			this.nulls = Arrays.copyOf(this.nulls, column * 2);
			this.parts = Arrays.copyOf(this.parts, column * 2 * PARTS);
		}
		Arrays.fill(this.parts, column * PARTS, column * PARTS + PARTS, 0);
		this.keys[column] = false;
		this.nulls[column] = false;
		int limit = fields.pushLimit(length);
		for (int tag = fields.readTag(); tag != 0; tag = fields.readTag()) {
			switch (WireFormat.getTagFieldNumber(tag)) {
				case 3 -> part(column, NAME, fields, start);
				case 4 -> this.keys[column] = fields.readBool();
				case 6 -> this.nulls[column] = fields.readBool();
				case 8 -> part(column, VALUE, fields, start);
				case 10 -> part(column, TYPE, fields, start);
				default -> fields.skipField(tag);
			}
		}
		fields.popLimit(limit);
	}

	private void part(int column, int part, CodedInputStream fields, int start) throws IOException {
		int length = fields.readRawVarint32();
		this.parts[column * PARTS + part] = start + fields.getTotalBytesRead();
		this.parts[column * PARTS + part + 1] = length;
		fields.skipRawBytes(length);
	}

	String name(int column) {
		return text(column, NAME);
	}

	String type(int column) {
		return text(column, TYPE);
	}

	String value(int column) {
		return text(column, VALUE);
	}

	boolean isKey(int column) {
		return this.keys[column];
	}

	boolean isNull(int column) {
		return this.nulls[column];
	}

	int valueLength(int column) {
		return this.parts[column * PARTS + VALUE + 1];
	}

	byte[] nameBytes(int column) {
		return copy(column, NAME);
	}

	byte[] typeBytes(int column) {
		return copy(column, TYPE);
	}

	boolean hasNameAndType(int column, byte[] name, byte[] type) {
		return equal(column, NAME, name) && equal(column, TYPE, type);
	}

	private boolean equal(int column, int part, byte[] other) {
		int start = this.parts[column * PARTS + part];
		int length = this.parts[column * PARTS + part + 1];
		return Arrays.equals(this.bytes, start, start + length, other, 0, other.length);
	}

	private byte[] copy(int column, int part) {
		int start = this.parts[column * PARTS + part];
		return Arrays.copyOfRange(this.bytes, start, start + this.parts[column * PARTS + part + 1]);
	}

	private String text(int column, int part) {
		return new String(this.bytes, this.parts[column * PARTS + part], this.parts[column * PARTS + part + 1],
				StandardCharsets.UTF_8);
	}

}
