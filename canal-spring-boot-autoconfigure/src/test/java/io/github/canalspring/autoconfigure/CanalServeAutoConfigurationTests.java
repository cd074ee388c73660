package io.github.canalspring.autoconfigure;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;

import io.github.canalspring.serve.CanalPort;
import io.github.canalspring.serve.PortUnavailableException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.diagnostics.FailureAnalysis;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link CanalServeAutoConfiguration}.
 */
@ExtendWith(OutputCaptureExtension.class)
class CanalServeAutoConfigurationTests {

	@TempDir
	private Path directory;

	private final ApplicationContextRunner contextRunner = new ApplicationContextRunner()
		.withConfiguration(AutoConfigurations.of(CanalAutoConfiguration.class, CanalServeAutoConfiguration.class));

	private ApplicationContextRunner withPort(String... properties) {
		return this.contextRunner
			.withPropertyValues("canal.server.ip=127.0.0.1", "canal.server.port=1", "canal.server.dest=shop",
					"canal.server.user-name=canal", "canal.checkpoint.directory=" + this.directory,
					"canal.serve.port=0", "canal.serve.host=127.0.0.1", "canal.serve.user-pass=secret")
			.withPropertyValues(properties);
	}

	@Test
	void thereIsNoPortUnlessItIsAskedFor() {
		this.contextRunner.run((context) -> assertThat(context).hasNotFailed().doesNotHaveBean(CanalPort.class));
		withPort("canal.enabled=false")
			.run((context) -> assertThat(context).hasNotFailed().doesNotHaveBean(CanalPort.class));
	}

	@Test
	void streamsAreServedWithoutHandlersAndSinks(CapturedOutput output) {
		withPort("canal.servers.stock.ip=127.0.0.1", "canal.servers.stock.port=1",
				"canal.servers.stock.user-name=canal")
			.run((context) -> {
				assertThat(context).hasNotFailed();
				assertThat(context.getBean(CanalPort.class).port()).isPositive();
				assertThat(output).contains("Canal's clients can subscribe to [shop, shop-stock] at port ")
					.contains("clients of shop get errors until it is")
					.doesNotContain("secret");
			});
	}

	@Test
	void onlyTheNamedStreamsAreServed(CapturedOutput output) {
		withPort("canal.servers.stock.ip=127.0.0.1", "canal.servers.stock.port=1",
				"canal.servers.stock.user-name=canal", "canal.serve.destinations=shop-stock")
			.run((context) -> {
				assertThat(context).hasNotFailed();
				assertThat(output).contains("Canal's clients can subscribe to [shop-stock] at port ");
			});
	}

	@Test
	void aPortWithoutAPasswordIsRefusedUnlessThatIsWanted() {
		this.contextRunner.withPropertyValues("canal.serve.port=0")
			.run((context) -> assertThat(context).getFailure()
				.rootCause()
				.isInstanceOf(InvalidPropertyException.class)
				.hasMessageContaining("canal.serve.user-pass")
				.hasMessageContaining("whoever reaches the port could read all changes"));
		withPort("canal.serve.user-pass=").run((context) -> assertThat(context).hasNotFailed());
	}

	@ParameterizedTest
	@CsvSource({ "port, 70000, not a port", "buffer-size, 1KB, too small for changes to flow",
			"max-connections, 0, too small for anybody to connect", "destinations, orders, not the name of a stream" })
	void whatIsNotPossibleIsRefused(String key, String value, String problem) {
		withPort("canal.serve." + key + "=" + value).run((context) -> assertThat(context).getFailure()
			.rootCause()
			.isInstanceOf(InvalidPropertyException.class)
			.hasMessageContaining("canal.serve." + key)
			.hasMessageContaining(problem));
	}

	@Test
	void aDestinationOfACanalServerIsNotServed() {
		withPort("canal.server.type=canal").run((context) -> assertThat(context).getFailure()
			.rootCause()
			.isInstanceOf(SetupException.class)
			.hasMessageContaining("cannot be served"));
	}

	@Test
	void aPortThatIsTakenIsExplained() throws IOException {
		try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
			withPort("canal.serve.port=" + taken.getLocalPort()).run((context) -> {
				assertThat(context).getFailure().hasCauseInstanceOf(PortUnavailableException.class);
				FailureAnalysis analysis = new PortFailureAnalyzer().analyze(context.getStartupFailure());
				assertThat(analysis.getDescription())
					.startsWith("Nobody can listen at 127.0.0.1:" + taken.getLocalPort());
				assertThat(analysis.getAction()).contains("canal.serve.port");
			});
		}
	}

}
