package io.github.canalspring.serve;

import java.io.IOException;
import java.util.List;

import com.google.protobuf.CodedOutputStream;
import io.github.canalspring.serve.EntryWriter.Place;
import io.github.canalspring.source.Definition;
import io.github.canalspring.source.TableId;
import org.jspecify.annotations.Nullable;

/**
 * Canal's entries, byte by byte.
 */
final class EntryFormat {

	static final int INSERT = 1;

	static final int UPDATE = 2;

	static final int DELETE = 3;

	/** What the rows of one entry take at most, unless a single one takes more. */
	static final int MAX_ROWS_SIZE = 1 << 20;

	private static final int TRANSACTION_BEGIN = 1;

	private static final int ROW_DATA = 2;

	private static final int TRANSACTION_END = 3;

	private static final int MYSQL = 2;

	byte[] begin(Place place) throws IOException {
		return entry(TRANSACTION_BEGIN, header(place, null, 0, 0), new byte[0]);
	}

	byte[] end(Place place, String transaction) throws IOException {
		return entry(TRANSACTION_END, header(place, null, 0, 0),
				TableColumns.bytes((fields) -> fields.writeString(2, transaction)));
	}

	byte[] rows(Place place, TableId table, int eventType, List<byte[]> rows) throws IOException {
		return entry(ROW_DATA, header(place, table, eventType, rows.size()), TableColumns.bytes((fields) -> {
			fields.writeEnum(2, eventType);
			fields.writeBool(10, false);
			for (byte[] row : rows) {
				fields.writeByteArray(12, row);
			}
		}));
	}

	byte[] definition(Place place, Definition definition) throws IOException {
		int eventType = DefinitionType.of(definition.sql());
		return entry(ROW_DATA, header(place, definition.table(), eventType, 0), TableColumns.bytes((fields) -> {
			fields.writeEnum(2, eventType);
			fields.writeBool(10, true);
			fields.writeString(11, definition.sql());
			if (!definition.database().isEmpty()) {
				fields.writeString(14, definition.database());
			}
		}));
	}

	/** All rows of a table are others than before, though no statement tells so. */
	static Definition truncation(TableId table) {
		return new Definition(table, table.database(),
				"TRUNCATE TABLE " + quoted(table.database()) + "." + quoted(table.table()));
	}

	private static String quoted(String name) {
		return "`" + name.replace("`", "``") + "`";
	}

	private static byte[] header(Place place, @Nullable TableId table, int eventType, int rows) throws IOException {
		return TableColumns.bytes((fields) -> {
			fields.writeInt32(1, 1);
			fields.writeString(2, place.file());
			fields.writeInt64(3, place.offset());
			fields.writeString(5, "UTF-8");
			// Canal knows whole seconds only.
			fields.writeInt64(6, place.time().getEpochSecond() * 1000);
			fields.writeEnum(7, MYSQL);
			if (table != null) {
				fields.writeString(8, table.database());
				fields.writeString(9, table.table());
				fields.writeEnum(11, eventType);
			}
			if (rows > 0) {
				property(fields, "rowsCount", Integer.toString(rows));
			}
			String gtid = place.gtid();
			if (gtid != null) {
				property(fields, "curtGtid", gtid);
				fields.writeString(13, gtid);
			}
		});
	}

	private static void property(CodedOutputStream fields, String key, String value) throws IOException {
		fields.writeByteArray(12, TableColumns.bytes((pair) -> {
			pair.writeString(1, key);
			pair.writeString(2, value);
		}));
	}

	private static byte[] entry(int type, byte[] header, byte[] content) throws IOException {
		return TableColumns.bytes((fields) -> {
			fields.writeByteArray(1, header);
			fields.writeEnum(2, type);
			fields.writeByteArray(3, content);
		});
	}

}
