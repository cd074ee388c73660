package io.github.canalspring.sink;

import java.math.BigInteger;
import java.time.LocalDate;
import java.util.List;

import io.github.canalspring.event.Row;
import io.github.canalspring.source.Column;
import io.github.canalspring.source.ColumnType;
import io.github.canalspring.source.TableId;
import io.github.canalspring.source.TableSchema;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

/**
 * Tests for {@link TemplateParser}.
 */
class TemplateParserTests {

	private static final TableSchema TABLE = new TableSchema(new TableId("shop", "all"),
			List.of(column("tiny", ColumnType.TINYINT, false, 0, 0), column("id", ColumnType.BIGINT, false, 0, 0),
					column("big", ColumnType.BIGINT, true, 0, 0), column("price", ColumnType.DECIMAL, false, 5, 2),
					column("flag", ColumnType.BIT, false, 1, 0), column("bits", ColumnType.BIT, false, 9, 0),
					column("day", ColumnType.DATE, false, 0, 0), column("at", ColumnType.DATETIME, false, 6, 0),
					column("stamp", ColumnType.TIMESTAMP, false, 6, 0), column("took", ColumnType.TIME, false, 6, 0),
					column("sku", ColumnType.TEXT, false, 10, 0), column("name", ColumnType.TEXT, false, 0, 0),
					new Column("state", ColumnType.ENUM, false, 0, 0, true, List.of("on", "off")),
					new Column("tags", ColumnType.SET, false, 0, 0, true, List.of("a", "b")),
					column("bin", ColumnType.BINARY, false, 16, 0), column("ratio", ColumnType.DOUBLE, false, 0, 0),
					column("year", ColumnType.YEAR, false, 0, 0)),
			List.of("id"));

	private static Column column(String name, ColumnType type, boolean unsigned, int precision, int scale) {
		return new Column(name, type, unsigned, precision, scale, true, List.of());
	}

	@ParameterizedTest
	@CsvSource({ "tiny, -128", "id, 77", "id, -9223372036854775808", "big, 18446744073709551615", "price, -1.50",
			"flag, true", "day, 2024-02-29", "at, 2024-02-29T10:00:00", "at, 2024-02-29T10:00:00.5",
			"stamp, 2024-02-29T10:00:00.000001Z", "took, -100:00:00.250000", "took, 00:00:01", "sku, AB C",
			"name, 'a:b:{c}'", "state, off", "tags, 'a,b'", "bin, AAEC", "year, 2024" })
	void readsWhatAColumnCanHold(String column, String text) {
		List<List<Object>> rows = parse("product:{" + column + "}:x", "product:" + text + ":x");
		assertThat(rows).singleElement().satisfies((values) -> {
			@Nullable Object[] row = new @Nullable Object[TABLE.columns().size()];
			row[TABLE.header().indexOf(column)] = values.get(0);
			assertThat(RowTemplate.parse("product:{" + column + "}:x")
				.bind(TABLE.header())
				.render(new Row(TABLE.header(), row))).isEqualTo("product:" + text + ":x");
		});
	}

	@ParameterizedTest
	@CsvSource({ "tiny, 128", "id, 077", "id, +7", "id, sku:7", "id, ''", "id, 7.0", "id, 9223372036854775808",
			"big, -1", "price, 1.5", "price, 1234.56", "price, 1E2", "flag, 1", "day, 2024-02-30", "day, +12024-02-29",
			"at, 2024-02-29 10:00:00", "at, 2024-02-29T10:00", "stamp, 2024-02-29T10:00:00+01:00",
			"stamp, 1960-01-01T00:00:00Z", "took, 1:00:00", "took, 900:00:00", "took, x:y:z", "sku, 12345678901",
			"state, neither", "tags, 'a,c'", "bin, AAE", "bin, %%%%" })
	void takesNothingElse(String column, String text) {
		assertThat(parse("product:{" + column + "}:x", "product:" + text + ":x")).isEmpty();
	}

	@Test
	void takesOnlyWhatIsInTheTemplatesFrame() {
		assertThat(parse("product:{id}", "products:7")).isEmpty();
		assertThat(parse("product:{id}:x", "product:7:y")).isEmpty();
		assertThat(parse("product:{id}:oduct:", "product:")).isEmpty();
		assertThat(parse("{{p}}:{ID}", "{p}:7")).containsExactly(List.of(BigInteger.valueOf(7)));
	}

	@Test
	void tellsColumnsApartByTheirTypes() {
		assertThat(parse("{day}-{id}", "2024-02-29--7"))
			.containsExactly(List.of(LocalDate.of(2024, 2, 29), BigInteger.valueOf(-7)));
		assertThat(parse("p:{name}{id}x", "p:a17x")).containsExactlyInAnyOrder(List.of("a", BigInteger.valueOf(17)),
				List.of("a1", BigInteger.valueOf(7)));
	}

	@Test
	void givesAllReadingsOfAnAmbiguousText() {
		assertThat(parse("p:{sku}-{name}", "p:a-b-c")).containsExactlyInAnyOrder(List.of("a", "b-c"),
				List.of("a-b", "c"));
		assertThat(parse("p:{name}{sku}", "p:" + "x".repeat(9))).hasSize(10);
		assertThat(parse("p:{name}{name}", "p:abab")).containsExactly(List.of("ab"));
		assertThat(parse("p:{name}{state}{sku}", "p:" + "on".repeat(30))).isNull();
	}

	@Test
	void doesNotTellWhatTextDoesNotTell() {
		assertThat(parse("p:{ratio}", "p:0.5")).isNull();
		assertThat(parse("p:{bits}", "p:AAA=")).isNull();
		assertThat(parse("p:{ratio}", "q:0.5")).isEmpty();
	}

	@Test
	void namesItsColumnsAsTheTableDoes() {
		assertThat(new TemplateParser(RowTemplate.parse("{ID}:{Sku}:{id}"), TABLE).columns()).containsExactly("id",
				"sku");
		assertThatIllegalArgumentException().isThrownBy(() -> new TemplateParser(RowTemplate.parse("{none}"), TABLE));
	}

	private static @Nullable List<List<Object>> parse(String template, String text) {
		return new TemplateParser(RowTemplate.parse(template), TABLE).parse(text);
	}

}
