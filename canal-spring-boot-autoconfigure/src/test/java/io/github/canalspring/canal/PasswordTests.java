package io.github.canalspring.canal;

import java.nio.charset.StandardCharsets;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link Password}.
 */
class PasswordTests {

	private static final byte[] SEEDS = { 1, 2, 3, 4, 5, 6, 7, 8 };

	private static final byte[] ANSWER = "7de44690d8e53782cb61804a2455c284a3bbfb06".getBytes(StandardCharsets.US_ASCII);

	@Test
	void answersAsCanalsClients() {
		assertThat(Password.answer("canal", SEEDS)).isEqualTo(ANSWER);
		assertThat(Password.answer("", SEEDS)).isEmpty();
	}

	@Test
	void onlyTheRightAnswerProvesIt() {
		assertThat(Password.isProved("canal", SEEDS, ANSWER)).isTrue();
		assertThat(Password.isProved("canal", new byte[8], ANSWER)).isFalse();
		assertThat(Password.isProved("other", SEEDS, ANSWER)).isFalse();
		assertThat(Password.isProved("canal", SEEDS, new byte[0])).isFalse();
	}

}
