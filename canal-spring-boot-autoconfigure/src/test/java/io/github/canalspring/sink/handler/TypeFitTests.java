package io.github.canalspring.sink.handler;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.util.List;

import io.github.canalspring.source.Column;
import io.github.canalspring.source.ColumnType;
import io.github.canalspring.source.TableId;
import io.github.canalspring.source.TableSchema;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.json.JsonMapper;

import org.springframework.boot.convert.ApplicationConversionService;
import org.springframework.core.ResolvableType;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests of {@link TypeFit}.
 */
class TypeFitTests {

	private static final TableSchema TABLE = new TableSchema(new TableId("shop", "product"),
			List.of(column("id", ColumnType.BIGINT, false), column("stock", ColumnType.INT, true),
					column("views", ColumnType.BIGINT, true),
					new Column("price", ColumnType.DECIMAL, false, 10, 2, true, List.of()),
					column("day", ColumnType.DATE, false), column("at", ColumnType.DATETIME, false),
					column("seen", ColumnType.TIMESTAMP, false), column("took", ColumnType.TIME, false),
					new Column("size", ColumnType.ENUM, false, 0, 0, false, List.of("small", "large"))),
			List.of("id"));

	private static Column column(String name, ColumnType type, boolean unsigned) {
		return new Column(name, type, unsigned, 0, 0, false, List.of());
	}

	private static List<String> misfits(Class<?> type) {
		return new RowBinders(JsonMapper.shared(), ApplicationConversionService.getSharedInstance())
			.to(ResolvableType.forClass(type))
			.misfits(TABLE)
			.stream()
			.map((misfit) -> (misfit.fails() ? "fails: " : "empty: ") + misfit.problem())
			.toList();
	}

	@Test
	void typesThatFitAreLeftAlone() {
		assertThat(misfits(Fitting.class)).isEmpty();
	}

	@Test
	void whatDoesNotFitIsTold() {
		assertThat(misfits(Narrow.class)).satisfiesExactly(
				(text) -> assertThat(text).startsWith("fails: Column shop.product.id may hold -9223372036854775808")
					.endsWith("Narrow.id of type int"),
				(text) -> assertThat(text).contains("stock may hold 4294967295"),
				(text) -> assertThat(text).contains("views may hold 18446744073709551615"),
				(text) -> assertThat(text).contains("price may hold 99999999.99"),
				(text) -> assertThat(text).contains("size may hold large", "Size"),
				(text) -> assertThat(text).startsWith("empty: Table shop.product has no column for Narrow.colour"));
	}

	@Test
	void nullNeedsAnObject() {
		assertThat(misfits(Primitive.class)).isNotEmpty().anyMatch((text) -> text.contains("price may"));
	}

	@Test
	void aTypeWithoutAnyColumnIsTold() {
		assertThat(misfits(Stranger.class)).singleElement().asString().contains("None of the columns");
	}

	record Fitting(long id, Long stock, BigInteger views, BigDecimal price, LocalDate day, LocalDateTime at,
			Instant seen, Duration took, String size) {
	}

	enum Size {

		SMALL

	}

	record Narrow(int id, int stock, long views, Integer price, Size size, String colour) {
	}

	record Primitive(double price) {
	}

	record Stranger(String something) {
	}

}
