package io.github.canalspring.serve;

import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

import com.alibaba.otter.canal.protocol.CanalEntry;
import com.alibaba.otter.canal.protocol.CanalEntry.Entry;
import com.alibaba.otter.canal.protocol.CanalEntry.EntryType;
import com.alibaba.otter.canal.protocol.CanalEntry.EventType;
import com.google.protobuf.ByteString;
import io.github.canalspring.event.Row;
import io.github.canalspring.source.Change;
import io.github.canalspring.source.ChangeBatch;
import io.github.canalspring.source.Definition;
import io.github.canalspring.source.Leftovers;
import io.github.canalspring.source.ColumnSyntax;
import io.github.canalspring.source.Operation;
import io.github.canalspring.source.Position;
import io.github.canalspring.source.TableId;
import io.github.canalspring.source.TableSchema;
import io.github.canalspring.source.Transaction;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link EntryWriter}: byte for byte what Canal's own classes make of the same.
 */
class EntryWriterTests {

	private static final TableSchema TABLE = new TableSchema(new TableId("shop", "product"),
			List.of(ColumnSyntax.parse("id", "int"), ColumnSyntax.parse("name", "varchar(40)")), List.of("id"));

	private static final Instant TIME = Instant.parse("2024-02-29T12:00:00.7Z");

	private final Transaction transaction = new Transaction(at(100), () -> "uuid:7", TIME, false);

	private final EntryWriter writer = new EntryWriter(ZoneOffset.UTC);

	@Test
	void aTransactionIsWhatCanalMakesOfIt() throws Exception {
		Row one = row(1, "one");
		Row two = row(2, null);
		List<EncodedEntry> written = this.writer.write(new ChangeBatch(
				List.of(change(Operation.INSERT, null, one, 200), change(Operation.INSERT, null, two, 200),
						change(Operation.UPDATE, one, row(1, "eins"), 300), change(Operation.DELETE, two, null, 400)),
				at(450), TIME, 0));
		assertThat(entries(written)).containsExactly(entry(EntryType.TRANSACTIONBEGIN, header(100), ByteString.EMPTY),
				rows(200, EventType.INSERT,
						List.of(row(List.of(), List.of(column(0, "1", true), column(1, "one", true))),
								row(List.of(), List.of(column(0, "2", true), column(1, null, true))))),
				rows(300, EventType.UPDATE,
						List.of(row(List.of(column(0, "1", false), column(1, "one", false)),
								List.of(column(0, "1", false), column(1, "eins", true))))),
				rows(400, EventType.DELETE,
						List.of(row(List.of(column(0, "2", false), column(1, null, false)), List.of()))),
				entry(EntryType.TRANSACTIONEND, header(450),
						CanalEntry.TransactionEnd.newBuilder().setTransactionId("uuid:7").build().toByteString()));
		assertThat(written).extracting(EncodedEntry::position).containsExactly(null, null, null, null, at(450));
	}

	@Test
	void aTransactionInSlicesHasOneEnd() throws Exception {
		List<EncodedEntry> written = new ArrayList<>();
		written.addAll(this.writer
			.write(new ChangeBatch(List.of(change(Operation.INSERT, null, row(1, "one"), 200)), at(100), TIME, 0)));
		assertThat(written.get(1).position()).isEqualTo(at(100));
		written.addAll(this.writer
			.write(new ChangeBatch(List.of(change(Operation.INSERT, null, row(2, "two"), 300)), at(100), TIME, 0)));
		written.addAll(this.writer.write(new ChangeBatch(List.of(), at(400), TIME, 0)));
		assertThat(entries(written)).extracting(Entry::getEntryType)
			.containsExactly(EntryType.TRANSACTIONBEGIN, EntryType.ROWDATA, EntryType.ROWDATA,
					EntryType.TRANSACTIONEND);
		assertThat(this.writer.write(new ChangeBatch(List.of(), at(500), TIME, 0))).isEmpty();
	}

	@Test
	void aStatementsRowsAreCutWhereTheyGetLarge() throws Exception {
		List<Change> changes = new ArrayList<>();
		for (int id = 1; id <= 5; id++) {
			changes.add(change(Operation.INSERT, null, row(id, "x".repeat(400_000)), 200));
		}
		List<Entry> entries = entries(this.writer.write(new ChangeBatch(changes, at(450), TIME, 0)));
		assertThat(entries).hasSize(5);
		assertThat(entries).allMatch((entry) -> entry.getSerializedSize() < 1_100_000);
	}

	@Test
	void aTableWhoseRowsWereReplacedIsTruncated() throws Exception {
		List<EncodedEntry> written = this.writer
			.write(new ChangeBatch(List.of(), at(600), TIME, 0, Set.of(new TableId("shop", "pro`duct"))));
		Entry entry = entries(written).get(0);
		CanalEntry.RowChange change = CanalEntry.RowChange.parseFrom(entry.getStoreValue());
		assertThat(entry.getHeader().getEventType()).isEqualTo(EventType.TRUNCATE);
		assertThat(entry.getHeader().getTableName()).isEqualTo("pro`duct");
		assertThat(change.getIsDdl()).isTrue();
		assertThat(change.getSql()).isEqualTo("TRUNCATE TABLE `shop`.`pro``duct`");
		assertThat(written.get(0).position()).isEqualTo(at(600));
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|', textBlock = """
			CREATE   | CREATE TABLE t (id INT)
			ALTER    | alter table t add rename_to int, RENAME COLUMN a TO b
			RENAME   | ALTER TABLE s ADD c INT, RENAME  TO t
			ERASE    | /* by me */ -- so
			RENAME   | rename table s to t
			TRUNCATE | # so
			QUERY    | SET STATEMENT max_statement_time=1 FOR ALTER TABLE t ADD c INT
			""")
	void aStatementIsPassedOnInItsOwnWords(EventType type, String sql) throws Exception {
		String statement = sql.endsWith("so") ? sql + "\n" + type.name().replace("ERASE", "DROP") + " TABLE t" : sql;
		ChangeBatch batch = new ChangeBatch(List.of(), at(600), TIME, 0, Set.of(new TableId("shop", "t")),
				Leftovers.NONE, false, null, List.of(new Definition(new TableId("shop", "t"), "shop", statement)));
		Entry entry = entries(this.writer.write(batch)).get(0);
		CanalEntry.RowChange change = CanalEntry.RowChange.parseFrom(entry.getStoreValue());
		assertThat(entry.getHeader().getEventType()).isEqualTo(type).isEqualTo(change.getEventType());
		assertThat(change.getIsDdl()).isTrue();
		assertThat(change.getSql()).isEqualTo(statement);
		assertThat(change.getDdlSchemaName()).isEqualTo("shop");
		assertThat(change.getRowDatasCount()).isZero();
	}

	private Change change(Operation operation, @Nullable Row before, @Nullable Row after, long offset) {
		return new Change(TABLE, operation, before, after, this.transaction, 0, at(offset).version());
	}

	private static Row row(int id, @Nullable String name) {
		return new Row(TABLE.header(), new @Nullable Object[] { id, name });
	}

	private static Position at(long offset) {
		return new Place(offset);
	}

	/**
	 * With its bytes in the order of its fields, so that equal entries are equal bytes.
	 */
	private static List<Entry> entries(List<EncodedEntry> written) throws Exception {
		List<Entry> entries = new ArrayList<>();
		for (EncodedEntry entry : written) {
			Entry parsed = Entry.parseFrom(entry.bytes());
			assertThat(parsed.toByteArray()).isEqualTo(entry.bytes());
			entries.add(parsed);
		}
		return entries;
	}

	private static CanalEntry.Header.Builder header(long offset) {
		return CanalEntry.Header.newBuilder()
			.setVersion(1)
			.setLogfileName("binlog.000003")
			.setLogfileOffset(offset)
			.setServerenCode("UTF-8")
			.setExecuteTime(1709208000000L)
			.setSourceType(CanalEntry.Type.MYSQL)
			.setGtid("uuid:7")
			.addProps(CanalEntry.Pair.newBuilder().setKey("curtGtid").setValue("uuid:7"));
	}

	private static Entry entry(EntryType type, CanalEntry.Header.Builder header, ByteString content) {
		return Entry.newBuilder().setHeader(header).setEntryType(type).setStoreValue(content).build();
	}

	private static Entry rows(long offset, EventType type, List<CanalEntry.RowData> rows) {
		CanalEntry.Header.Builder header = header(offset).setSchemaName("shop")
			.setTableName("product")
			.setEventType(type);
		header.addProps(0, CanalEntry.Pair.newBuilder().setKey("rowsCount").setValue(Integer.toString(rows.size())));
		return entry(EntryType.ROWDATA, header,
				CanalEntry.RowChange.newBuilder()
					.setEventType(type)
					.setIsDdl(false)
					.addAllRowDatas(rows)
					.build()
					.toByteString());
	}

	private static CanalEntry.RowData row(List<CanalEntry.Column> before, List<CanalEntry.Column> after) {
		return CanalEntry.RowData.newBuilder().addAllBeforeColumns(before).addAllAfterColumns(after).build();
	}

	private static CanalEntry.Column column(int index, @Nullable String value, boolean updated) {
		CanalEntry.Column.Builder column = CanalEntry.Column.newBuilder()
			.setIndex(index)
			.setSqlType((index == 0) ? 4 : 12)
			.setName((index == 0) ? "id" : "name")
			.setIsKey(index == 0)
			.setUpdated(updated)
			.setIsNull(value == null)
			.setMysqlType((index == 0) ? "int" : "varchar(40)");
		return ((value != null) ? column.setValue(value) : column).build();
	}

	/** As of a binlog's file of that number. */
	private record Place(long offset) implements Position {

		@Override
		public long version() {
			return 3L << 34 | this.offset;
		}

		@Override
		public String text() {
			return toString();
		}

		@Override
		public String toString() {
			return "binlog.000003:" + this.offset;
		}

	}

}
