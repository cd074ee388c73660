package io.github.canalspring.source.mysql;

import java.util.Objects;

import io.github.canalspring.source.Operation;
import io.github.canalspring.source.SourceException;
import org.jspecify.annotations.Nullable;

/**
 * The types of events, as far as they are told apart.
 */
final class EventCode {

	static final int QUERY = 2;

	static final int STOP = 3;

	static final int ROTATE = 4;

	static final int INTVAR = 5;

	static final int APPEND_BLOCK = 9;

	static final int DELETE_FILE = 11;

	static final int RAND = 13;

	static final int USER_VAR = 14;

	static final int FORMAT_DESCRIPTION = 15;

	static final int XID = 16;

	static final int BEGIN_LOAD_QUERY = 17;

	static final int EXECUTE_LOAD_QUERY = 18;

	static final int TABLE_MAP = 19;

	static final int WRITE_ROWS_V1 = 23;

	static final int UPDATE_ROWS_V1 = 24;

	static final int DELETE_ROWS_V1 = 25;

	static final int INCIDENT = 26;

	static final int HEARTBEAT = 27;

	static final int IGNORABLE = 28;

	static final int ROWS_QUERY = 29;

	static final int WRITE_ROWS = 30;

	static final int UPDATE_ROWS = 31;

	static final int DELETE_ROWS = 32;

	static final int GTID = 33;

	static final int ANONYMOUS_GTID = 34;

	static final int PREVIOUS_GTIDS = 35;

	static final int TRANSACTION_CONTEXT = 36;

	static final int VIEW_CHANGE = 37;

	static final int XA_PREPARE = 38;

	static final int PARTIAL_UPDATE_ROWS = 39;

	static final int TRANSACTION_PAYLOAD = 40;

	static final int HEARTBEAT_V2 = 41;

	static final int GTID_TAGGED = 42;

	static final int ANNOTATE_ROWS = 160;

	static final int BINLOG_CHECKPOINT = 161;

	static final int MARIADB_GTID = 162;

	static final int GTID_LIST = 163;

	static final int START_ENCRYPTION = 164;

	static final int QUERY_COMPRESSED = 165;

	static final int WRITE_ROWS_COMPRESSED_V1 = 166;

	static final int UPDATE_ROWS_COMPRESSED_V1 = 167;

	static final int DELETE_ROWS_COMPRESSED_V1 = 168;

	static final int WRITE_ROWS_COMPRESSED = 169;

	static final int UPDATE_ROWS_COMPRESSED = 170;

	static final int DELETE_ROWS_COMPRESSED = 171;

	static final int TYPES = 256;

	/**
	 * What each type of rows event does. A table and no comparisons, so that code which
	 * was made fast while all rows were inserted is not made anew for the first delete.
	 */
	private static final @Nullable Operation[] OPERATIONS = new Operation[TYPES];

	private static final boolean[] EXTRA = new boolean[TYPES];

	static {
		rows(Operation.INSERT, WRITE_ROWS_V1, WRITE_ROWS, WRITE_ROWS_COMPRESSED_V1, WRITE_ROWS_COMPRESSED);
		rows(Operation.UPDATE, UPDATE_ROWS_V1, UPDATE_ROWS, UPDATE_ROWS_COMPRESSED_V1, UPDATE_ROWS_COMPRESSED);
		rows(Operation.DELETE, DELETE_ROWS_V1, DELETE_ROWS, DELETE_ROWS_COMPRESSED_V1, DELETE_ROWS_COMPRESSED);
		OPERATIONS[PARTIAL_UPDATE_ROWS] = Operation.UPDATE;
		EXTRA[PARTIAL_UPDATE_ROWS] = true;
	}

	private EventCode() {
	}

	private static void rows(Operation operation, int first, int second, int compressedFirst, int compressedSecond) {
		for (int type : new int[] { first, second, compressedFirst, compressedSecond }) {
			OPERATIONS[type] = operation;
		}
		EXTRA[second] = true;
		EXTRA[compressedSecond] = true;
	}

	/**
	 * Whether an event holds rows.
	 */
	static boolean isRows(int type) {
		return OPERATIONS[type] != null;
	}

	/**
	 * What happened to the rows of a rows event.
	 */
	static Operation operation(int type) {
		return Objects.requireNonNull(OPERATIONS[type]);
	}

	/**
	 * Whether the rows of a rows event stand behind data of no concern.
	 */
	static boolean hasExtra(int type) {
		return EXTRA[type];
	}

	/**
	 * Fail if an event that is not otherwise understood may change rows.
	 * @throws SourceException if its type is not known
	 */
	static void requireHarmless(EventHeader header) {
		switch (header.type) {
			case HEARTBEAT, HEARTBEAT_V2, STOP, INTVAR, RAND, USER_VAR, IGNORABLE, ROWS_QUERY, ANNOTATE_ROWS,
					BINLOG_CHECKPOINT, TRANSACTION_CONTEXT, VIEW_CHANGE, START_ENCRYPTION, BEGIN_LOAD_QUERY,
					APPEND_BLOCK, DELETE_FILE -> {
				// None of them changes a row.
			}
			default -> {
				if (!header.isIgnorable()) {
					throw new SourceException("The binlog has an event of unknown type " + header.type,
							"Report this with the server's version");
				}
			}
		}
	}

}
