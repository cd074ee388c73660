package io.github.canalspring.source.canal;

import java.io.IOException;

import com.google.protobuf.CodedInputStream;
import com.google.protobuf.WireFormat;
import org.jspecify.annotations.Nullable;

/**
 * What stands at the head of an entry of a batch, and where its content is.
 *
 * @param type its kind, such as {@link #ROW_DATA}
 * @param file the binlog file
 * @param offset where the event starts there
 * @param server the database server's id
 * @param executedAt when it was executed, in milliseconds of the epoch, whole seconds
 * @param database the table's database
 * @param table the table
 * @param gtid the transaction's GTID, if the server has one
 * @param start where the content begins in the packet
 * @param size the content's length
 */
record Entry(int type, String file, long offset, long server, long executedAt, String database, String table,
		@Nullable String gtid, int start, int size) {

	static final int TRANSACTION_BEGIN = 1;

	static final int ROW_DATA = 2;

	static final int TRANSACTION_END = 3;

	/**
	 * Read an entry.
	 * @param bytes the packet
	 * @param from where the entry begins
	 * @param length its length
	 */
	static Entry read(byte[] bytes, int from, int length) throws IOException {
		CodedInputStream fields = CodedInputStream.newInstance(bytes, from, length);
		int type = ROW_DATA;
		Header header = new Header();
		int start = from;
		int size = 0;
		for (int tag = fields.readTag(); tag != 0; tag = fields.readTag()) {
			switch (WireFormat.getTagFieldNumber(tag)) {
				case 1 -> header.read(fields);
				case 2 -> type = fields.readEnum();
				case 3 -> {
					size = fields.readRawVarint32();
					start = from + fields.getTotalBytesRead();
					fields.skipRawBytes(size);
				}
				default -> fields.skipField(tag);
			}
		}
		return new Entry(type, header.file, header.offset, header.server, header.executedAt, header.database,
				header.table, header.gtid, start, size);
	}

	CodedInputStream content(byte[] bytes) {
		return CodedInputStream.newInstance(bytes, this.start, this.size);
	}

	/**
	 * The fields while they are read.
	 */
	private static final class Header {

		private String file = "";

		private long offset;

		private long server;

		private long executedAt;

		private String database = "";

		private String table = "";

		private @Nullable String gtid;

		private void read(CodedInputStream fields) throws IOException {
			int limit = fields.pushLimit(fields.readRawVarint32());
			for (int tag = fields.readTag(); tag != 0; tag = fields.readTag()) {
				switch (WireFormat.getTagFieldNumber(tag)) {
					case 2 -> this.file = fields.readString();
					case 3 -> this.offset = fields.readInt64();
					case 4 -> this.server = fields.readInt64();
					case 6 -> this.executedAt = fields.readInt64();
					case 8 -> this.database = fields.readString();
					case 9 -> this.table = fields.readString();
					case 12 -> property(fields);
					default -> fields.skipField(tag);
				}
			}
			fields.popLimit(limit);
		}

		private void property(CodedInputStream fields) throws IOException {
			int limit = fields.pushLimit(fields.readRawVarint32());
			String key = "";
			String value = "";
			for (int tag = fields.readTag(); tag != 0; tag = fields.readTag()) {
				switch (WireFormat.getTagFieldNumber(tag)) {
					case 1 -> key = fields.readString();
					case 2 -> value = fields.readString();
					default -> fields.skipField(tag);
				}
			}
			fields.popLimit(limit);
			if (key.equals("curtGtid") && !value.isEmpty()) {
				this.gtid = value;
			}
		}

	}

}
