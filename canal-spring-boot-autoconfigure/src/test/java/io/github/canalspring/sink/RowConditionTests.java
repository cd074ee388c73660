package io.github.canalspring.sink;

import java.math.BigDecimal;
import java.time.LocalDateTime;
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
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

/**
 * Tests for {@link RowCondition}.
 */
class RowConditionTests {

	private static final TableSchema TABLE = new TableSchema(new TableId("shop", "product"),
			List.of(column("id", ColumnType.BIGINT), column("deleted", ColumnType.TINYINT),
					column("status", ColumnType.ENUM), column("price", ColumnType.DECIMAL),
					column("visible", ColumnType.BIT), column("created_at", ColumnType.DATETIME),
					column("order", ColumnType.TEXT)),
			List.of("id"));

	private static final Row ROW = row(7L, 0, "new", new BigDecimal("9.90"), true, LocalDateTime.of(2026, 1, 31, 12, 0),
			null);

	@ParameterizedTest
	@CsvSource(delimiter = '|', quoteCharacter = '"',
			value = { "deleted == 0 and status != 'draft' | true", "deleted == 0 && status eq 'draft' | false",
					"DELETED == 0 | true", "visible | true", "not visible | false", "!(id == 7) | false",
					"price > 9.5 | true", "price < 9.90 | false", "price == 9.9 | true", "price between {1, 10} | true",
					"id + 1 == 8 | true", "id % 2 == 0 | false", "status matches 'new.?' | true",
					"status == 'NEW' | false", "created_at >= '2026-01-01' | true",
					"created_at == '2026-01-31T12:00:00' | true", "visible == true | true",
					"visible ? price > 5 : price > 50 | true", "order == null | true", "order != null | false",
					"order == 'x' | false", "order != 'x' | true", "order > 'x' | false", "order < 'x' | true",
					"(order ?: 'none') == 'none' | true", "null | false", "true | true" })
	void tellsWhichRowsThereAre(String condition, boolean met) {
		RowCondition.Bound bound = RowCondition.parse(condition).bind(TABLE);
		assertThat(bound.visible(ROW)).isEqualTo(met ? ROW : null);
		assertThat(bound.visible(null)).isNull();
	}

	@Test
	void aConditionThatIsNullIsNotTrue() {
		assertThat(RowCondition.parse("visible").bind(TABLE).visible(row(1L, 0, "new", null, null, null, null)))
			.isNull();
	}

	@Test
	void tellsRowsApart() {
		RowCondition.Bound bound = RowCondition.parse("deleted == 0").bind(TABLE);
		Row gone = row(7L, 1, "new", null, true, null, null);
		assertThat(bound.visible(ROW)).isSameAs(ROW);
		assertThat(bound.visible(gone)).isNull();
		assertThat(bound.visible(gone)).isNull();
		assertThat(bound.visible(ROW)).isSameAs(ROW);
	}

	@Test
	void withoutAConditionThereAreAll() {
		assertThat(RowCondition.ALWAYS.bind(TABLE).visible(ROW)).isSameAs(ROW);
		assertThat(RowCondition.ALWAYS.columnNames()).isEmpty();
	}

	@Test
	void tellsItsColumns() {
		assertThat(RowCondition.parse("deleted == 0 and (price > 1 or price < 0) and status != 'x'").columnNames())
			.containsExactly("deleted", "price", "status");
	}

	@ParameterizedTest
	@ValueSource(strings = { "", " ", "deleted ==", "deleted = 1", "status.length() == 3", "status.bytes == null",
			"T(java.lang.Runtime).getRuntime()", "new java.lang.Object() == null", "#root == null", "@bean",
			"id++ == 1", "{1,2}.contains(id)", "id instanceof T(Long)", "deleted == 0 and", "status matches order" })
	void refusesAllElse(String condition) {
		assertThatIllegalArgumentException().isThrownBy(() -> RowCondition.parse(condition))
			.withMessageContaining("'" + condition + "'")
			.withMessageContaining(". Write ");
	}

	@Test
	void refusesColumnsThatAreNotThere() {
		assertThatIllegalArgumentException().isThrownBy(() -> RowCondition.parse("id > 1 or nope == 1").bind(TABLE))
			.withMessageContaining("'nope'")
			.withMessageContaining("deleted");
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|', quoteCharacter = '"',
			value = { "deleted == false | a number with true or false", "status == 1 | text with a number",
					"id == 1 and visible != 0 | true or false with a number", "created_at > 5 | text with a number",
					"id == status | a number with text" })
	void refusesComparisonsThatNoRowMeets(String condition, String problem) {
		assertThatIllegalArgumentException().isThrownBy(() -> RowCondition.parse(condition).bind(TABLE))
			.withMessageContaining(problem);
	}

	@ParameterizedTest
	@ValueSource(strings = { "id / 0 == 1", "status", "not status", "price - order > 1", "status > (id + 1)",
			"deleted and visible" })
	void aRowOfWhichItCannotBeToldIsNamedWithoutItsValues(String condition) {
		RowCondition.Bound bound = RowCondition.parse(condition).bind(TABLE);
		Row row = row(7L, 0, "secret", new BigDecimal("9.90"), true, null, "secret");
		assertThatExceptionOfType(RowConditionException.class).isThrownBy(() -> bound.visible(row))
			.withMessageContaining("'" + condition + "'")
			.withMessageContaining("shop.product")
			.withMessageNotContaining("secret")
			.withNoCause();
	}

	private static Column column(String name, ColumnType type) {
		return new Column(name, type, false, 0, 0, true, List.of());
	}

	private static Row row(@Nullable Object... values) {
		return new Row(TABLE.header(), values);
	}

}
