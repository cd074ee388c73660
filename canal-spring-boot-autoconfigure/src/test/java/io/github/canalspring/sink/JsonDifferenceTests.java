package io.github.canalspring.sink;

import java.nio.charset.StandardCharsets;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link JsonDifference}.
 */
class JsonDifferenceTests {

	@ParameterizedTest
	@CsvSource(delimiter = ';', textBlock = """
			{"a":1,"b":"x"}; { "b": "x", "a": 1.00 }
			{"a":12345678901234567890.123456789}; {"a":1.2345678901234567890123456789e19}
			{"a":{"x":[1,{"y":null}]}}; {"a":{"x":[1.0,{"y":null}]}}
			""")
	void aDocumentWrittenInAnotherWayIsTheSame(String expected, String found) {
		assertThat(difference(expected, found)).isNull();
	}

	@ParameterizedTest
	@CsvSource(delimiter = ';', textBlock = """
			{"a":1,"b":2,"c":3}; {"a":1,"b":3,"d":3}; fields b, c, d
			{"a":null}; {}; fields a
			{"a":"1"}; {"a":1}; fields a
			{"a":12345678901234567890.123456789}; {"a":12345678901234567890.123456788}; fields a
			{"a":[1,2]}; {"a":[2,1]}; fields a
			{"a":{"x":1}}; {"a":{"x":1,"y":1}}; fields a
			{"a":1}; [1]; no JSON object
			{"a":1}; {"a"; no JSON
			""")
	void whatDiffersIsNamedWithoutItsValue(String expected, String found, String difference) {
		assertThat(difference(expected, found)).isEqualTo(difference);
	}

	@Test
	void manyNamesAreCut() {
		StringBuilder many = new StringBuilder("{\"f0\":0");
		for (int index = 1; index < 30; index++) {
			many.append(",\"f").append(index).append("\":0");
		}
		assertThat(difference("{}", many + "}")).startsWith("fields f0, f1").endsWith(", ...").doesNotContain("f9");
	}

	private static String difference(String expected, String found) {
		return JsonDifference.between(expected.getBytes(StandardCharsets.UTF_8),
				found.getBytes(StandardCharsets.UTF_8));
	}

}
