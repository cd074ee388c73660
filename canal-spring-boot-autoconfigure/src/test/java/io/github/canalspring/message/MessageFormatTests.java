package io.github.canalspring.message;

import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Set;

import io.github.canalspring.event.Row;
import io.github.canalspring.sink.FieldSelection;
import io.github.canalspring.sink.Naming;
import io.github.canalspring.sink.RowCondition;
import io.github.canalspring.sink.RowTemplate;
import io.github.canalspring.source.Change;
import io.github.canalspring.source.Column;
import io.github.canalspring.source.ColumnSyntax;
import io.github.canalspring.source.ColumnType;
import io.github.canalspring.source.Operation;
import io.github.canalspring.source.Position;
import io.github.canalspring.source.TableId;
import io.github.canalspring.source.TableSchema;
import io.github.canalspring.source.Transaction;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * The formats to the byte, and messages as Canal, Debezium and Maxwell themselves write
 * them.
 */
class MessageFormatTests {

	private static final TableSchema PRODUCT = new TableSchema(new TableId("shop", "product"),
			List.of(ColumnSyntax.parse("id", "bigint unsigned"), ColumnSyntax.parse("name", "varchar(40)"),
					ColumnSyntax.parse("price", "decimal(10,2)"), ColumnSyntax.parse("size", "enum('S','M')"),
					ColumnSyntax.parse("updated_at", "timestamp(3)")),
			List.of("id"));

	private static final Instant COMMITTED = Instant.parse("2026-01-31T12:00:00Z");

	private static final FieldSelection ALL = new FieldSelection(List.of(), List.of(), Naming.COLUMN);

	@Test
	void writesCanalsFlatMessage() {
		CanalFlatWriter writer = new CanalFlatWriter(ZoneId.of("Asia/Shanghai"), clock(), ALL, null,
				RowCondition.ALWAYS);
		Message message = writer.write(update(row(7, "Tee", "9.90", "M"), row(7, "T\"", "10.00", "M"))).get(0);
		assertThat(text(message.key())).isEqualTo("{\"id\":\"7\"}");
		assertThat(text(message.value())).isEqualTo("{\"data\":[{\"id\":\"7\",\"name\":\"T\\\"\",\"price\":\"10.00\","
				+ "\"size\":\"2\",\"updated_at\":\"2026-01-31 20:00:00.500\"}],\"database\":\"shop\",\"es\":1769860800000,"
				+ "\"gtid\":\"0-1-9\",\"id\":1,\"isDdl\":false,\"mysqlType\":{\"id\":\"bigint unsigned\","
				+ "\"name\":\"varchar(40)\",\"price\":\"decimal(10,2)\",\"size\":\"enum('S','M')\","
				+ "\"updated_at\":\"timestamp(3)\"},\"old\":[{\"name\":\"Tee\",\"price\":\"9.90\"}],\"pkNames\":[\"id\"],"
				+ "\"sql\":\"\",\"sqlType\":{\"id\":-5,\"name\":12,\"price\":3,\"size\":4,\"updated_at\":93},"
				+ "\"table\":\"product\",\"ts\":1769860801000,\"type\":\"UPDATE\"}");
	}

	/**
	 * As Canal itself does, whose readers take the numbers for how to parse the texts.
	 */
	@Test
	void theTypesOfAFlatMessageAreThoseOfItsValues() {
		TableSchema table = new TableSchema(new TableId("shop", "t"),
				List.of(ColumnSyntax.parse("n", "tinyint unsigned"), ColumnSyntax.parse("doc", "json"),
						ColumnSyntax.parse("raw", "varbinary(4)"), ColumnSyntax.parse("tags", "set('a')")),
				List.of("n"));
		CanalFlatWriter writer = new CanalFlatWriter(ZoneOffset.UTC, clock(), ALL, null, RowCondition.ALWAYS);
		List<String> types = new ArrayList<>();
		for (Object[] values : new Object[][] { { 127, "{}", new byte[0], "a" }, { 128, null, null, null } }) {
			Row row = new Row(table.header(), values);
			String message = text(writer.write(new Change(table, Operation.INSERT, null, row, transaction(false), 0, 1))
				.get(0)
				.value());
			types.add(message.substring(message.indexOf("\"sqlType\""), message.indexOf(",\"table\"")));
		}
		assertThat(types).containsExactly("\"sqlType\":{\"n\":-6,\"doc\":12,\"raw\":2004,\"tags\":-7}",
				"\"sqlType\":{\"n\":5,\"doc\":1111,\"raw\":2004,\"tags\":2004}");
	}

	@Test
	void writesDebeziumsEnvelope() {
		DebeziumWriter writer = new DebeziumWriter(settings(MessageFormat.DEBEZIUM, false), clock(), ALL, null,
				RowCondition.ALWAYS);
		List<Message> messages = writer.write(delete(row(7, "Tee", "9.90", "M")));
		assertThat(messages).hasSize(2);
		assertThat(text(messages.get(0).key())).isEqualTo("{\"id\":\"Bw==\"}");
		assertThat(text(messages.get(0).value())).isEqualTo("{\"canal\":{\"key\":[\"id\"],\"decimals\":\"PRECISE\","
				+ "\"columns\":{\"id\":\"bigint unsigned\",\"name\":\"varchar(40)\",\"price\":\"decimal(10,2)\","
				+ "\"size\":\"enum('S','M')\",\"updated_at\":\"timestamp(3)\"}},\"before\":{\"id\":\"Bw==\","
				+ "\"name\":\"Tee\",\"price\":\"A94=\",\"size\":\"M\",\"updated_at\":\"2026-01-31T12:00:00.500Z\"},"
				+ "\"after\":null,\"source\":{\"version\":\"canal-spring\",\"connector\":\"mysql\",\"name\":\"stream\","
				+ "\"db\":\"shop\",\"sequence\":null,\"table\":\"product\",\"server_id\":0,\"snapshot\":\"false\","
				+ "\"ts_ms\":1769860800000,\"ts_us\":1769860800000000,\"ts_ns\":1769860800000000000,\"gtid\":\"0-1-9\","
				+ "\"file\":\"bin.000003\",\"pos\":154,\"row\":2,\"thread\":null,\"query\":null},\"transaction\":null,"
				+ "\"op\":\"d\",\"ts_ms\":1769860801000,\"ts_us\":1769860801000000,\"ts_ns\":1769860801000000000}");
		assertThat(messages.get(1).key()).isEqualTo(messages.get(0).key());
		assertThat(messages.get(1).value()).isNull();
	}

	@Test
	void writesDebeziumsSchema() {
		DebeziumWriter writer = new DebeziumWriter(settings(MessageFormat.DEBEZIUM, true), clock(), ALL, null,
				RowCondition.ALWAYS);
		Message message = writer.write(snapshot(row(7, "Tee", "9.90", "M"))).get(0);
		assertThat(text(message.key())).isEqualTo("{\"schema\":{\"type\":\"struct\",\"fields\":[{\"type\":\"bytes\","
				+ "\"optional\":true,\"name\":\"org.apache.kafka.connect.data.Decimal\",\"version\":1,\"parameters\":{"
				+ "\"scale\":\"0\",\"__debezium.source.column.type\":\"BIGINT UNSIGNED\",\"__canal.key\":\"0\"},"
				+ "\"field\":\"id\"}],\"optional\":false,\"name\":\"stream.shop.product.Key\"},"
				+ "\"payload\":{\"id\":\"Bw==\"}}");
		assertThat(text(message.value())).contains(
				"{\"type\":\"string\",\"optional\":true,\"name\":\"io.debezium.time.ZonedTimestamp\",\"version\":1,"
						+ "\"parameters\":{\"__debezium.source.column.type\":\"TIMESTAMP\",\"__debezium.source.column.length\":\"3\"},"
						+ "\"field\":\"updated_at\"}",
				"\"optional\":true,\"name\":\"stream.shop.product.Value\",\"field\":\"before\"}",
				"\"optional\":false,\"name\":\"stream.shop.product.Envelope\",\"version\":2},\"payload\":{\"before\":null,",
				"\"snapshot\":\"true\"", "\"op\":\"r\"");
	}

	@Test
	void writesMaxwellsMessage() {
		MaxwellWriter writer = new MaxwellWriter(ALL, null, RowCondition.ALWAYS);
		Message message = writer.write(update(row(7, "Tee", "9.90", "M"), row(7, "Shirt", "9.90", "M"))).get(0);
		assertThat(text(message.key())).isEqualTo("{\"database\":\"shop\",\"table\":\"product\",\"pk.id\":7}");
		assertThat(text(message.value())).isEqualTo("{\"database\":\"shop\",\"table\":\"product\",\"type\":\"update\","
				+ "\"ts\":1769860800,\"xid\":154,\"xoffset\":2,\"position\":\"bin.000003:154\",\"gtid\":\"0-1-9\","
				+ "\"data\":{\"id\":7,\"name\":\"Shirt\",\"price\":9.90,\"size\":\"M\","
				+ "\"updated_at\":\"2026-01-31 12:00:00.500\"},\"old\":{\"name\":\"Tee\"},\"primary_key_columns\":[\"id\"],"
				+ "\"canal\":{\"key\":[\"id\"],\"decimals\":\"DOUBLE\",\"columns\":{\"id\":\"bigint unsigned\","
				+ "\"name\":\"varchar(40)\",\"price\":\"decimal(10,2)\",\"size\":\"enum('S','M')\","
				+ "\"updated_at\":\"timestamp(3)\"}}}");
		assertThat(text(writer.write(snapshot(row(7, "Tee", "9.90", "M"))).get(0).value()))
			.contains("\"type\":\"bootstrap-insert\"");
	}

	@ParameterizedTest
	@EnumSource
	void aChangedKeyIsADeleteAndAnInsert(MessageFormat format) {
		MessageWriter writer = MessageWriter.of(settings(format, true), ALL, null, RowCondition.ALWAYS);
		MessageReader reader = reader(format);
		List<Message> messages = writer.write(update(row(7, "Tee", "9.90", "M"), row(8, "Tee", "9.90", "M")));
		boolean debezium = format == MessageFormat.DEBEZIUM;
		assertThat(messages).hasSize(debezium ? 3 : 2);
		Message delete = messages.get(0);
		Message insert = messages.get(messages.size() - 1);
		assertThat(reader.read(delete.key(), delete.value()).changes()).singleElement()
			.satisfies((change) -> assertThat(change.before()).isEqualTo(row(7, "Tee", "9.90", "M")));
		assertThat(reader.read(insert.key(), insert.value()).changes()).singleElement()
			.satisfies((change) -> assertThat(change.after()).isEqualTo(row(8, "Tee", "9.90", "M")));
		assertThat(delete.headers().keySet()).isEqualTo(debezium ? Set.of("__debezium.newkey") : Set.of());
		assertThat(insert.headers().keySet()).isEqualTo(debezium ? Set.of("__debezium.oldkey") : Set.of());
	}

	@ParameterizedTest
	@EnumSource
	void whatReadsItBackKeepsTableSnapshotAndTime(MessageFormat format) {
		MessageWriter writer = MessageWriter.of(settings(format, false),
				new FieldSelection(List.of(), List.of("price"), Naming.COLUMN), RowTemplate.parse("p-{name}"),
				RowCondition.ALWAYS);
		Message message = writer.write(snapshot(row(7, "Tee", "9.90", "M"))).get(0);
		assertThat(text(message.key())).isEqualTo("p-Tee");
		MessageReader reader = reader(format);
		RowChange change = reader.read(message.key(), message.value()).changes().get(0);
		assertThat(change.snapshot()).isTrue();
		assertThat(change.committedAt()).isEqualTo(COMMITTED);
		assertThat(change.table().header().names()).containsExactly("id", "name", "size", "updated_at");
		assertThat(change.table().primaryKey()).containsExactly("id");
		assertThat(change.table().columns()).allMatch((column) -> column.equals(PRODUCT.column(column.name())));
		assertThat(reader.read(message.key(), message.value()).changes().get(0).table()).isSameAs(change.table());
	}

	@Test
	void aRowThatDoesNotMeetTheConditionIsNone() {
		MessageWriter writer = MessageWriter.of(settings(MessageFormat.MAXWELL, false), ALL, null,
				RowCondition.parse("price > 5"));
		Row cheap = row(7, "Tee", "1.00", "M");
		Row dear = row(7, "Tee", "9.00", "M");
		assertThat(writer.write(snapshot(cheap))).isEmpty();
		assertThat(writer.write(update(cheap, cheap))).isEmpty();
		assertThat(writer.write(delete(cheap))).isEmpty();
		assertThat(text(writer.write(update(cheap, dear)).get(0).value())).contains("\"type\":\"insert\"");
		assertThat(text(writer.write(update(dear, cheap)).get(0).value())).contains("\"type\":\"delete\"");
	}

	@Test
	void rowsWithoutAKeyKeepTogether() {
		TableSchema log = new TableSchema(new TableId("shop", "log"), List.of(ColumnSyntax.parse("line", "text")),
				List.of());
		Row row = new Row(log.header(), new Object[] { "a" });
		Change insert = new Change(log, Operation.INSERT, null, row, transaction(false), 0, 1);
		for (MessageFormat format : MessageFormat.values()) {
			Message message = MessageWriter.of(settings(format, false), ALL, null, RowCondition.ALWAYS)
				.write(insert)
				.get(0);
			assertThat(text(message.key())).isEqualTo("shop.log");
			assertThat(reader(format).read(message.key(), message.value()).changes().get(0).after()).isEqualTo(row);
		}
	}

	@Test
	void readsManyRowsOfCanal() {
		MessageContent content = read(MessageFormat.CANAL_FLAT, null,
				"{\"data\":[{\"id\":\"1\",\"n\":\"5\"},{\"id\":\"2\",\"n\":null}],\"database\":\"shop\",\"es\":1000,"
						+ "\"id\":3,\"isDdl\":false,\"mysqlType\":{\"id\":\"int(11)\",\"n\":\"bigint(20) unsigned\"},"
						+ "\"old\":[{\"n\":null},{\"id\":\"3\",\"n\":null}],\"pkNames\":[\"id\"],\"sql\":\"\","
						+ "\"sqlType\":{\"id\":4,\"n\":-5},\"table\":\"t\",\"ts\":2,\"type\":\"UPDATE\"}");
		assertThat(content.changes()).extracting((change) -> change.before().asMap().toString())
			.containsExactly("{id=1, n=null}", "{id=3, n=null}");
		assertThat(content.changes()).extracting((change) -> change.row().asMap().toString())
			.containsExactly("{id=1, n=5}", "{id=2, n=null}");
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|', quoteCharacter = '~', textBlock = """
			CANAL_FLAT | {"database":"shop","table":"t","isDdl":true,"type":"TRUNCATE","sql":"truncate t","data":null}
			DEBEZIUM   | {"before":null,"after":null,"source":{"db":"shop","table":"t"},"op":"t"}
			MAXWELL    | {"type":"table-drop","database":"shop","table":"t","ts":1,"sql":"drop table t"}
			""")
	void tellsOfReplacedTables(MessageFormat format, String message) {
		assertThat(read(format, null, message).replaced()).containsExactly(new TableId("shop", "t"));
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|', quoteCharacter = '~', textBlock = """
			CANAL_FLAT | {"database":"shop","table":"t","isDdl":true,"type":"ALTER","sql":"alter","data":null}
			DEBEZIUM   | {"ts_ms":1}
			DEBEZIUM   | {"schema":{},"payload":null}
			DEBEZIUM   | {"status":"BEGIN","id":"file=a,pos=1","ts_ms":1}
			DEBEZIUM   | {"source":{"db":"shop"},"ts_ms":1,"databaseName":"shop","ddl":"CREATE TABLE t"}
			MAXWELL    | {"type":"bootstrap-start","database":"shop","table":"t","ts":1,"data":{}}
			""")
	void passesWhatIsNoRow(MessageFormat format, String message) {
		MessageContent content = read(format, null, message);
		assertThat(content.changes()).isEmpty();
		assertThat(content.replaced()).isEmpty();
	}

	@Test
	void readsDebeziumsOwnTypes() {
		String fields = "[{\"type\":\"int32\",\"optional\":false,\"field\":\"id\"},"
				+ "{\"type\":\"bytes\",\"optional\":true,\"name\":\"org.apache.kafka.connect.data.Decimal\",\"version\":1,"
				+ "\"parameters\":{\"scale\":\"2\",\"connect.decimal.precision\":\"10\"},\"field\":\"price\"},"
				+ "{\"type\":\"int64\",\"optional\":true,\"name\":\"io.debezium.time.MicroTimestamp\",\"version\":1,\"field\":\"at\"},"
				+ "{\"type\":\"int32\",\"optional\":true,\"name\":\"io.debezium.time.Date\",\"version\":1,\"field\":\"day\"},"
				+ "{\"type\":\"string\",\"optional\":true,\"name\":\"io.debezium.data.Enum\",\"version\":1,"
				+ "\"parameters\":{\"allowed\":\"S,M\"},\"field\":\"size\"},"
				+ "{\"type\":\"int64\",\"optional\":true,\"parameters\":{\"__debezium.source.column.type\":\"BIGINT UNSIGNED\"},\"field\":\"big\"}]";
		String message = "{\"schema\":{\"type\":\"struct\",\"fields\":[{\"type\":\"struct\",\"fields\":" + fields
				+ ",\"optional\":true,\"name\":\"p.shop.t.Value\",\"field\":\"before\"},{\"type\":\"struct\",\"fields\":"
				+ fields + ",\"optional\":true,\"name\":\"p.shop.t.Value\",\"field\":\"after\"}],\"optional\":false},"
				+ "\"payload\":{\"before\":null,\"after\":{\"id\":1,\"price\":\"A94=\",\"at\":1769860800000001,"
				+ "\"day\":-1,\"size\":\"M\",\"big\":-1},\"source\":{\"snapshot\":\"last\",\"db\":\"shop\","
				+ "\"table\":\"t\",\"ts_ms\":5},\"op\":\"r\",\"ts_ms\":6,\"transaction\":null}}";
		RowChange change = read(MessageFormat.DEBEZIUM, "{\"schema\":{},\"payload\":{\"id\":1}}", message).changes()
			.get(0);
		assertThat(change.snapshot()).isTrue();
		assertThat(change.table().primaryKey()).containsExactly("id");
		assertThat(change.after().asMap().toString()).isEqualTo(
				"{id=1, price=9.90, at=2026-01-31T12:00:00.000001, day=1969-12-31, size=M, big=18446744073709551615}");
	}

	@Test
	void guessesTypesOnlyWhereNoneAreTold() {
		MessageReader reader = reader(MessageFormat.MAXWELL);
		String start = "{\"database\":\"shop\",\"table\":\"t\",\"type\":\"insert\",\"ts\":1,\"xid\":2,\"commit\":true,";
		byte[] key = bytes("{\"database\":\"shop\",\"table\":\"t\",\"pk.id\":1}");
		RowChange first = reader
			.read(key,
					bytes(start + "\"data\":{\"id\":1,\"price\":null,\"tags\":[\"a\"],\"big\":18446744073709551615}}"))
			.changes()
			.get(0);
		RowChange second = reader
			.read(key, bytes(start + "\"data\":{\"id\":2,\"price\":1.50,\"tags\":null,\"big\":1}}"))
			.changes()
			.get(0);
		assertThat(first.table().primaryKey()).containsExactly("id");
		assertThat(second.after().get("price")).isEqualTo(new BigDecimal("1.50"));
		assertThat(second.table()).isNotSameAs(first.table());
		assertThat(second.table().columns()).extracting(Column::type)
			.containsExactly(ColumnType.BIGINT, ColumnType.DECIMAL, ColumnType.JSON, ColumnType.BIGINT);
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|', quoteCharacter = '~',
			textBlock = """
					CANAL_FLAT | nothing                                                          | byte 0
					CANAL_FLAT | [1]                                                              | no JSON object
					CANAL_FLAT | {"type":"insert","database":"shop","table":"t","data":{}}        | canal.mq.flatMessage=true
					CANAL_FLAT | {"isDdl":false,"database":"s","table":"t","type":"INSERT","data":[{"id":"secret"}],"mysqlType":{"id":"int"},"es":1} | value of s.t.id is no text of a INT
					CANAL_FLAT | {"isDdl":false,"database":"s","table":"t","type":"INSERT","data":[{}],"mysqlType":{"id":"int"},"es":1} | binlog_row_image
					CANAL_FLAT | {"isDdl":false,"database":"s","table":"t","type":"INSERT","data":[{}],"mysqlType":{"id":"color"},"es":1} | 'color'
					DEBEZIUM   | {"id":1,"name":"secret"}                                         | ExtractNewRecordState
					DEBEZIUM   | {"op":"u","before":null,"after":{"id":1},"source":{"db":"s","table":"t"}} | has no 'before'
					MAXWELL    | {"type":"insert","database":"s","table":"t","encrypted":{"iv":"a","bytes":"b"}} | encrypt=none
					MAXWELL    | {"type":"upsert","database":"s","table":"t"}                     | 'upsert'
					""")
	void saysWhatIsWrongWithoutShowingValues(MessageFormat format, String message, String expected) {
		assertThatExceptionOfType(UnreadableMessageException.class).isThrownBy(() -> read(format, null, message))
			.withMessageContaining(expected)
			.satisfies((ex) -> assertThat(ex.getMessage()).doesNotContain("secret"));
	}

	@ParameterizedTest
	@ValueSource(strings = { "AQEAAAAAAAAAAADwPwAAAAAAAABA:POINT (1 2)",
			"AQQAAAACAAAAAQEAAAAAAAAAAADwPwAAAAAAAABAAQEAAAAAAAAAAADgPwAAAAAAAABA:MULTIPOINT ((1 2), (0.5 2))",
			"AQcAAAABAAAAAQEAAAAAAAAAAADwPwAAAAAAAABA:GEOMETRYCOLLECTION (POINT (1 2))",
			"AQcAAAAAAAAA:GEOMETRYCOLLECTION EMPTY" })
	void writesGeometriesAsText(String sample) {
		byte[] binary = Base64.getDecoder().decode(sample.substring(0, sample.indexOf(':')));
		assertThat(WellKnownText.of(JsonValues.geometry(4326, binary)))
			.isEqualTo(sample.substring(sample.indexOf(':') + 1));
	}

	private static MessageContent read(MessageFormat format, @Nullable String key, String message) {
		return reader(format).read((key != null) ? bytes(key) : null, bytes(message));
	}

	private static MessageReader reader(MessageFormat format) {
		return MessageReader.of(settings(format, false), (table) -> true);
	}

	private static MessageSettings settings(MessageFormat format, boolean schemas) {
		return new MessageSettings(format, schemas, Decimals.PRECISE, ZoneOffset.UTC, "stream");
	}

	private static Clock clock() {
		return Clock.fixed(COMMITTED.plusSeconds(1), ZoneOffset.UTC);
	}

	private static byte[] bytes(String text) {
		return text.getBytes(StandardCharsets.UTF_8);
	}

	private static String text(byte @Nullable [] bytes) {
		return new String(bytes, StandardCharsets.UTF_8);
	}

	private static Row row(int id, String name, String price, String size) {
		return new Row(PRODUCT.header(), new Object[] { java.math.BigInteger.valueOf(id), name, new BigDecimal(price),
				size, LocalDateTime.parse("2026-01-31T12:00:00.5").toInstant(ZoneOffset.UTC) });
	}

	private static Change update(Row before, Row after) {
		return new Change(PRODUCT, Operation.UPDATE, before, after, transaction(false), 2, 1);
	}

	private static Change delete(Row before) {
		return new Change(PRODUCT, Operation.DELETE, before, null, transaction(false), 2, 1);
	}

	private static Change snapshot(Row row) {
		return new Change(PRODUCT, Operation.INSERT, null, row, transaction(true), 2, 1);
	}

	private static Transaction transaction(boolean snapshot) {
		return new Transaction(new TestPosition(), () -> "0-1-9", COMMITTED, snapshot);
	}

	private record TestPosition() implements Position {

		@Override
		public long version() {
			return 154;
		}

		@Override
		public String text() {
			return toString();
		}

		@Override
		public String toString() {
			return "bin.000003:154";
		}

	}

}
