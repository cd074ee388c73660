package io.github.canalspring.serve;

import io.github.canalspring.source.TableId;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Tests for {@link ClientFilter}.
 */
class ClientFilterTests {

	@ParameterizedTest
	@CsvSource(delimiter = ' ',
			value = { "'' true", ".*\\..* true", "shop\\..* true", "SHOP\\.ORDER_1 true",
					"shop\\.order_[0-9]{1,2} true", "shop\\.order_(1,2|1) true", "other\\..*,shop\\.order.* true",
					"shop\\.order false", "other\\..* false" })
	void matchesAsCanalDoes(String text, String matches) throws Refusal {
		assertThat(ClientFilter.parse(text).test(new TableId("Shop", "Order_1"))).isEqualTo(matches.equals("true"));
	}

	@Test
	void whatIsNoExpressionIsRefused() {
		assertThatExceptionOfType(Refusal.class).isThrownBy(() -> ClientFilter.parse("shop\\..*,shop.[a"))
			.withMessage("The filter has an expression that is none: 'shop.[a': "
					+ "Unclosed character class near character 7")
			.satisfies((ex) -> assertThat(ex.code()).isEqualTo(400));
	}

}
