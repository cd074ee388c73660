package io.github.canalspring.sink.elasticsearch;

import java.util.List;

import io.github.canalspring.event.Columns;
import io.github.canalspring.event.Row;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

/**
 * Tests for {@link IndexName}.
 */
class IndexNameTests {

	private static final Columns COLUMNS = new Columns(List.of("year", "country"));

	@Test
	void aFixedName() {
		IndexName name = IndexName.parse("product");
		assertThat(name.isFixed()).isTrue();
		assertThat(name.bind(COLUMNS).of(row(null, null))).isEqualTo("product");
		assertThat(name.matches("product")).isTrue();
		assertThat(name.matches("product2")).isFalse();
	}

	@Test
	void columnsBecomeLowerCase() {
		IndexName name = IndexName.parse("order-{country}-{year}");
		assertThat(name.isFixed()).isFalse();
		IndexName.Bound bound = name.bind(COLUMNS);
		assertThat(bound.of(row(2026, "DE"))).isEqualTo("order-de-2026");
		assertThat(bound.of(row(null, "DE"))).isNull();
		assertThat(name.matches("order-de-2026")).isTrue();
		assertThat(name.matches("order-2026")).isFalse();
	}

	@ParameterizedTest
	@ValueSource(strings = { "a b", "a/b", "*", "a,b" })
	void aValueThatMakesNoNameIsTheRowsFault(String value) {
		IndexName.Bound bound = IndexName.parse("order-{country}").bind(COLUMNS);
		assertThatExceptionOfType(ImpossibleDocumentException.class).isThrownBy(() -> bound.of(row(2026, value)));
		assertThatExceptionOfType(ImpossibleDocumentException.class)
			.isThrownBy(() -> bound.of(row(2026, "x".repeat(250))));
	}

	@ParameterizedTest
	@ValueSource(strings = { "Product", "", "_product", "-p", "a b", "a*", "a/b", "..", "a,b", "Order-{year}",
			".order-{year}" })
	void refusesWhatElasticsearchWouldRefuse(String text) {
		assertThatIllegalArgumentException().isThrownBy(() -> IndexName.parse(text))
			.withMessageContaining("'" + text + "'")
			.withMessageContaining("lower case");
	}

	@ParameterizedTest
	@ValueSource(strings = { "order-{year", "order-}", "order-{}" })
	void refusesBracesThatDoNotMatch(String text) {
		assertThatIllegalArgumentException().isThrownBy(() -> IndexName.parse(text)).withMessageContaining(text);
	}

	private static Row row(@Nullable Object... values) {
		return new Row(COLUMNS, values);
	}

}
