package io.github.canalspring.source.mysql;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link JsonPath}.
 */
class JsonPathTests {

	@Test
	void takesPathsApart() {
		assertThat(JsonPath.parse("$")).isEmpty();
		assertThat(JsonPath.parse("$.a")).containsExactly("a");
		assertThat(JsonPath.parse("$[last][last-2][ last - 1 ]")).containsExactly(-1, -3, -2);
		assertThat(JsonPath.parse("$[3]")).containsExactly(3);
		assertThat(JsonPath.parse("$.a[0][12].b_c.\u4e2d")).containsExactly("a", 0, 12, "b_c", "\u4e2d");
		assertThat(JsonPath.parse("$.\"a.b[1] \\\"q\\\" \\\\\"[1].\"\"")).containsExactly("a.b[1] \"q\" \\", 1, "");
	}

}
