package io.github.canalspring.source.canal;

import java.nio.charset.StandardCharsets;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

/**
 * Tests for {@link RunningNode}.
 */
class RunningNodeTests {

	@Test
	void readsWhatServersWrite() {
		RunningNode node = RunningNode.parse(bytes("{\"active\":true,\"address\":\"10.0.0.1:11111\",\"cid\":1}"));
		assertThat(node.active()).isTrue();
		assertThat(node.server()).isEqualTo(new CanalNode("10.0.0.1", 11111));
	}

	@Test
	void readsWhatClientsWrite() {
		assertThat(RunningNode.parse(RunningNode.ofClient("10.0.0.2"))).isEqualTo(new RunningNode(true, "10.0.0.2"));
		assertThat(new String(RunningNode.ofClient("10.0.0.2"), StandardCharsets.UTF_8)).contains("\"clientId\":1001");
	}

	@ParameterizedTest
	@ValueSource(strings = { "", "10.0.0.1:11111", "{\"active\":true}", "[]", "{\"address\":7}" })
	void somethingElseIsRefused(String content) {
		assertThatIllegalArgumentException().isThrownBy(() -> RunningNode.parse(bytes(content)))
			.withMessageContaining("holds what no Canal server writes there");
	}

	@ParameterizedTest
	@ValueSource(strings = { "10.0.0.1", ":11111", "10.0.0.1:", "10.0.0.1:x", "10.0.0.1:111111" })
	void anAddressWithoutAPortIsNoServer(String address) {
		assertThatIllegalArgumentException().isThrownBy(() -> new RunningNode(true, address).server())
			.withMessageContaining("names no server");
	}

	private static byte[] bytes(String content) {
		return content.getBytes(StandardCharsets.UTF_8);
	}

}
