package io.github.canalspring.source.mysql;

import java.util.HexFormat;

import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

/**
 * Tests for {@link JsonDifferences}.
 */
class JsonDifferencesTests {

	private static final String TRUE = "020401";

	private static final String A = "03242e61";

	private final JsonNode before = JsonMapper.shared().readTree("{\"a\":1,\"ccc\":[0]}");

	@Test
	void appliesThemInTheirOrder() {
		assertThat(apply("00" + A + TRUE)).isEqualTo("{\"a\":true,\"ccc\":[0]}");
		assertThat(apply("01" + "03242e62" + TRUE)).isEqualTo("{\"a\":1,\"b\":true,\"ccc\":[0]}");
		assertThat(apply("02" + A + "00" + "08242e6363635b305d" + TRUE)).isEqualTo("{\"ccc\":[true]}");
		assertThat(apply("01" + "08242e6363635b305d" + TRUE)).isEqualTo("{\"a\":1,\"ccc\":[true,0]}");
		assertThat(apply("")).isEqualTo("{\"a\":1,\"ccc\":[0]}");
		assertThat(this.before.toString()).isEqualTo("{\"a\":1,\"ccc\":[0]}");
	}

	@Test
	void refusesWhatDoesNotFit() {
		for (String differences : new String[] { "01" + A + TRUE, "00" + "03242e62" + TRUE, "02" + "03242e62",
				"02" + "08242e6363635b315d", "00" + "05242e612e62" + TRUE, "03" + A + TRUE, "02" + "0124" }) {
			assertThatIllegalStateException().as(differences).isThrownBy(() -> apply(differences));
		}
	}

	private String apply(String differences) {
		byte[] bytes = HexFormat.of().parseHex(String.format("%02x000000", differences.length() / 2) + differences);
		return JsonDifferences.apply(new EventBytes().wrap(bytes, 0, bytes.length), this.before).toString();
	}

}
