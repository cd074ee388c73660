package io.github.canalspring.source.mysql;

import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.List;

import io.github.canalspring.event.Row;
import io.github.canalspring.source.Column;
import io.github.canalspring.source.ColumnType;
import io.github.canalspring.source.SourceException;
import io.github.canalspring.source.TableId;
import io.github.canalspring.source.TableSchema;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

/**
 * Tests for {@link EventRows} and {@link RowScan}.
 */
class EventRowsTests {

	private static final TableSchema SCHEMA = new TableSchema(new TableId("shop", "product"),
			List.of(column("id", ColumnType.INT), column("name", ColumnType.TEXT), column("status", ColumnType.ENUM)),
			List.of("id"));

	private static final BinlogTable TABLE = new BinlogTable(SCHEMA.id(), SCHEMA,
			new ColumnDecoder[] { NumberDecoders.of(WireColumn.LONG, false),
					TextDecoders.text(1, StandardCharsets.UTF_8),
					TextDecoders.enumeration(List.of("draft", "active"), 1) },
			new int[] { 4, -1, 1 }, false);

	private static Column column(String name, ColumnType type) {
		return new Column(name, type, false, 0, 0, true, List.of());
	}

	private static EventRows rows(String hex) {
		EventBytes in = new EventBytes().wrap(HexFormat.of().parseHex(hex), 0, hex.length() / 2);
		RowScan scan = new RowScan();
		while (in.hasRemaining()) {
			scan.next(in, TABLE.sizes());
		}
		return new EventRows(TABLE, in.bytes, in.limit, scan.starts(), "binlog.000007", 1234);
	}

	private static Row row(EventRows rows, int number) {
		return new Row(SCHEMA.header(), rows, number);
	}

	@Test
	void findsTheValuesOfEachRow() {
		EventRows rows = rows("00" + "2a000000" + "0141" + "02" + "02" + "07000000" + "01");
		assertThat(rows.count()).isEqualTo(2);
		assertThat(row(rows, 0).asMap().values()).containsExactly(42, "A", "active");
		assertThat(row(rows, 1).asMap().values()).containsExactly(7, null, "draft");
	}

	@Test
	void comparesBytes() {
		EventRows rows = rows("00" + "2a000000" + "0141" + "02" + "02" + "2a000000" + "01");
		assertThat(rows.same(0, 1, 0)).isTrue();
		assertThat(rows.same(0, 1, 1)).isFalse();
		assertThat(rows.same(1, 1, 1)).isTrue();
		assertThat(rows.same(0, 1, 2)).isFalse();
	}

	@Test
	void tellsTableColumnAndPlaceOfAValueThatCannotBeDecoded() {
		Row row = row(rows("00" + "2a000000" + "0141" + "09"), 0);
		assertThat(row.get("name")).isEqualTo("A");
		assertThatExceptionOfType(SourceException.class).isThrownBy(() -> row.get("status"))
			.withMessage("A row of table shop.product cannot be read, at column 'status' (at binlog.000007:1234)");
		assertThatExceptionOfType(SourceException.class).isThrownBy(row::decoded);
	}

	@Test
	void refusesRowsThatDoNotFitTheirEvent() {
		assertThatIllegalStateException().isThrownBy(() -> rows("00" + "2a000000" + "0941" + "02"))
			.withMessageContaining("9 bytes where only 2 are left");
		assertThatIllegalStateException().isThrownBy(() -> rows("06" + "2a0000"))
			.withMessageContaining("beyond the end");
	}

	@Test
	void decodingLeavesTheBytesAsTheyAre() {
		byte[] bytes = HexFormat.of().parseHex("800a1e");
		ColumnDecoder decimal = NumberDecoders.decimal(6, 2);
		for (int time = 0; time < 2; time++) {
			assertThat(decimal.decode(bytes, 0)).hasToString("10.30");
		}
		assertThat(NumberDecoders.decimal(6, 2).decode(HexFormat.of().parseHex("7ff5e1"), 0)).hasToString("-10.30");
		assertThat(NumberDecoders.decimalSize(6, 2)).isEqualTo(3);
		assertThat(NumberDecoders.decimalSize(65, 30)).isEqualTo(30);
	}

}
