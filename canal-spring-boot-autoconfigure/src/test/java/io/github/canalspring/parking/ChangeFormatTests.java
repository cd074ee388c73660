package io.github.canalspring.parking;

import java.io.IOException;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.stream.Stream;

import io.github.canalspring.event.Row;
import io.github.canalspring.source.Change;
import io.github.canalspring.source.Column;
import io.github.canalspring.source.ColumnType;
import io.github.canalspring.source.Operation;
import io.github.canalspring.source.TableId;
import io.github.canalspring.source.TableSchema;
import io.github.canalspring.source.Transaction;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link ChangeFormat}.
 */
class ChangeFormatTests {

	private static final JsonNodeFactory NODES = JsonNodeFactory.instance;

	private final ChangeFormat format = new ChangeFormat();

	static Stream<@Nullable Object> keepsValues() {
		return Stream.of(null, "", "text \u0000 é 😀", "x".repeat(100_000), 0, Integer.MIN_VALUE, Long.MAX_VALUE,
				new BigInteger("18446744073709551615"), new BigDecimal("-1.500"),
				new BigDecimal("99999999999999999999999999999999999.123456789012345678901234567890"),
				new BigDecimal("1E+5"), 1.5f, Float.MIN_VALUE, -0.0f, 0.1d, Double.MAX_VALUE, true, false,
				LocalDate.of(9999, 12, 31), LocalDate.of(1000, 1, 1),
				LocalDateTime.of(2024, 2, 29, 23, 59, 59, 999_999_000), LocalDateTime.of(1000, 1, 1, 0, 0),
				Instant.ofEpochSecond(1, 1000), Instant.EPOCH.minusSeconds(5),
				Duration.ofHours(838).negated().minusNanos(1000), Duration.ofHours(30).plusNanos(123_456_000),
				new byte[0], new byte[] { 0, -1, 127, -128 }, new float[] { 0.25f, Float.NaN, -1 });
	}

	@ParameterizedTest
	@MethodSource
	void keepsValues(@Nullable Object value) throws IOException {
		Row row = write(value);
		assertThat(row).isEqualTo(row(table("value"), value));
		if (value != null) {
			assertThat(row.get(0)).hasSameClassAs(value);
		}
	}

	static Stream<JsonNode> keepsDocuments() {
		ObjectNode object = NODES.objectNode();
		object.put("a", 1).put("", "empty").putNull("null").put("yes", true).put("long", Long.MIN_VALUE);
		object.set("list", NODES.arrayNode().add(1.5).add(new BigDecimal("1.50")).addNull().add(NODES.objectNode()));
		object.put("big", new BigInteger("18446744073709551615")).put("float", 0.5f);
		return Stream.of(object, NODES.arrayNode(), NODES.nullNode(), NODES.stringNode("text"),
				NODES.numberNode(new BigDecimal("2.500")), NODES.numberNode(7), NODES.booleanNode(false));
	}

	@ParameterizedTest
	@MethodSource
	void keepsDocuments(JsonNode document) throws IOException {
		JsonNode found = write(document).getJson("value");
		assertThat(found).isEqualTo(document).hasSameClassAs(document).hasToString(document.toString());
	}

	@Test
	void keepsTableOperationAndMetadata() throws IOException {
		List<Column> columns = List.of(new Column("Id", ColumnType.BIGINT, true, 20, 0, false, List.of()),
				new Column("state", ColumnType.ENUM, false, 0, 0, true, List.of("new", "it's", "")));
		TableSchema table = new TableSchema(new TableId("Shop", "Order"), columns, List.of("Id"));
		Row before = row(table, 1L, "new");
		Row after = row(table, 1L, null);
		StoredPosition start = new StoredPosition("mysql-bin.000042:4;gtids=x", "mysql-bin.000042:4", 1L << 40);
		Transaction transaction = new Transaction(start, () -> "0-1-25", Instant.ofEpochSecond(1_700_000_000, 123_000),
				true);
		Change change = new Change(table, Operation.UPDATE, before, after, transaction, 17, 5L << 34);
		Change found = this.format.read(this.format.write(change));
		assertThat(found.schema().id()).isEqualTo(table.id());
		assertThat(found.schema().columns()).isEqualTo(columns);
		assertThat(found.schema().primaryKey()).containsExactly("Id");
		assertThat(found.operation()).isEqualTo(Operation.UPDATE);
		assertThat(found.before()).isEqualTo(before);
		assertThat(found.after()).isEqualTo(after);
		assertThat(found.position()).isEqualTo("mysql-bin.000042:4");
		assertThat(found.transaction().start()).isEqualTo(start);
		assertThat(found.gtid()).isEqualTo("0-1-25");
		assertThat(found.committedAt()).isEqualTo(transaction.committedAt());
		assertThat(found.snapshot()).isTrue();
		assertThat(found.eventId()).isEqualTo(change.eventId()).isEqualTo("0-1-25#17");
		assertThat(found.rowNumber()).isEqualTo(17);
		assertThat(found.version()).isEqualTo(5L << 34);
	}

	@Test
	void keepsThatThereIsNoRowAndNoGtid() throws IOException {
		TableSchema table = table("id");
		StoredPosition start = new StoredPosition("binlog.000001:4", "binlog.000001:4", 4);
		Transaction transaction = new Transaction(start, null, Instant.EPOCH, false);
		Change found = this.format
			.read(this.format.write(new Change(table, Operation.DELETE, row(table, 1), null, transaction, 0, 4)));
		assertThat(found.after()).isNull();
		assertThat(found.gtid()).isNull();
		assertThat(found.eventId()).isEqualTo("binlog.000001:4#0");
	}

	@Test
	void oneVersionOfATableIsOneInstance() throws IOException {
		byte[] one = this.format.write(change(table("id"), 1));
		byte[] two = this.format.write(change(table("id"), 2));
		byte[] other = this.format.write(change(table("id", "name"), 3, 4));
		Change first = this.format.read(one);
		assertThat(this.format.read(two).schema()).isSameAs(first.schema());
		assertThat(first.row().columns()).isSameAs(first.schema().header());
		assertThat(this.format.read(other).schema()).isNotSameAs(first.schema());
	}

	private Row write(@Nullable Object value) throws IOException {
		return this.format.read(this.format.write(change(table("value"), value))).row();
	}

	private static Change change(TableSchema table, @Nullable Object... values) {
		StoredPosition start = new StoredPosition("binlog.000001:4", "binlog.000001:4", 4);
		return new Change(table, Operation.INSERT, null, row(table, values),
				new Transaction(start, null, Instant.EPOCH, false), 0, 4);
	}

	private static Row row(TableSchema table, @Nullable Object... values) {
		return new Row(table.header(), values);
	}

	private static TableSchema table(String... names) {
		List<Column> columns = new ArrayList<>();
		for (String name : names) {
			columns.add(new Column(name, ColumnType.TEXT, false, 0, 0, true, Collections.emptyList()));
		}
		return new TableSchema(new TableId("shop", "product"), columns, List.of(names[0]));
	}

}
