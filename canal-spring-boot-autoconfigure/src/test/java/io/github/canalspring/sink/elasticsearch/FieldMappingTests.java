package io.github.canalspring.sink.elasticsearch;

import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

import io.github.canalspring.sink.FieldSelection;
import io.github.canalspring.sink.Naming;
import io.github.canalspring.source.Column;
import io.github.canalspring.source.ColumnType;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

/**
 * Tests for {@link FieldMapping}.
 */
class FieldMappingTests {

	private static final Map<String, Object> KEYWORD = Map.of("keyword",
			Map.of("type", "keyword", "ignore_above", 8191));

	static Stream<Arguments> types() {
		return Stream.of(arguments(TestTable.column("c", ColumnType.TINYINT), "integer"),
				arguments(TestTable.unsigned("c", ColumnType.MEDIUMINT), "integer"),
				arguments(TestTable.column("c", ColumnType.INT), "integer"),
				arguments(TestTable.unsigned("c", ColumnType.INT), "long"),
				arguments(TestTable.column("c", ColumnType.BIGINT), "long"),
				arguments(TestTable.unsigned("c", ColumnType.BIGINT), "unsigned_long"),
				arguments(TestTable.column("c", ColumnType.YEAR), "integer"),
				arguments(TestTable.decimal("c", 10, 2), "double"), arguments(TestTable.decimal("c", 18, 0), "long"),
				arguments(TestTable.decimal("c", 65, 30), "double"),
				arguments(TestTable.column("c", ColumnType.FLOAT), "float"),
				arguments(TestTable.column("c", ColumnType.DOUBLE), "double"),
				arguments(TestTable.column("c", ColumnType.BIT, 1), "boolean"),
				arguments(TestTable.column("c", ColumnType.BIT, 9), "binary"),
				arguments(TestTable.column("c", ColumnType.DATE), "date"),
				arguments(TestTable.column("c", ColumnType.DATETIME, 6), "date"),
				arguments(TestTable.column("c", ColumnType.TIMESTAMP, 3), "date"),
				arguments(TestTable.column("c", ColumnType.TIMESTAMP, 6), "date_nanos"),
				arguments(TestTable.column("c", ColumnType.TIME), "keyword"),
				arguments(TestTable.column("c", ColumnType.TEXT, 255), "text"),
				arguments(TestTable.column("c", ColumnType.ENUM), "keyword"),
				arguments(TestTable.column("c", ColumnType.SET), "keyword"),
				arguments(TestTable.column("c", ColumnType.JSON), "object"),
				arguments(TestTable.column("c", ColumnType.BINARY), "binary"),
				arguments(TestTable.column("c", ColumnType.GEOMETRY), "geo_point"));
	}

	@ParameterizedTest
	@MethodSource("types")
	void derivesTheType(Column column, String type) {
		assertThat(of(column)).containsEntry("type", type);
	}

	@ParameterizedTest
	@EnumSource
	void knowsEveryType(ColumnType type) {
		assertThat(of(TestTable.column("c", type))).containsKey("type");
	}

	@Test
	void whatADoubleCannotTellApartIsFoundByItsText() {
		assertThat(of(TestTable.decimal("c", 15, 2))).doesNotContainKey("fields");
		assertThat(of(TestTable.decimal("c", 16, 2))).containsEntry("fields", KEYWORD);
	}

	@Test
	void textIsAlsoAKeywordUnlessItIsTooLongForOne() {
		assertThat(of(TestTable.column("c", ColumnType.TEXT, 8191))).containsEntry("fields", KEYWORD);
		assertThat(of(TestTable.column("c", ColumnType.TEXT, 65535))).doesNotContainKey("fields");
	}

	@Test
	void takesTheSelectedColumnsUnderTheirFieldNames() {
		TestTable table = TestTable.of("product", TestTable.column("id", ColumnType.INT),
				TestTable.column("category_id", ColumnType.INT), TestTable.column("cost_price", ColumnType.INT));
		assertThat(
				FieldMapping.of(table.schema(), new FieldSelection(List.of(), List.of("cost_price"), Naming.CAMEL_CASE))
					.keySet())
			.containsExactly("id", "categoryId");
	}

	private static Map<String, Object> of(Column column) {
		Map<String, Object> field = FieldMapping
			.of(TestTable.of("t", column).schema(), new FieldSelection(List.of(), List.of(), Naming.COLUMN))
			.get(column.name());
		assertThat(field).isNotNull();
		return field;
	}

}
