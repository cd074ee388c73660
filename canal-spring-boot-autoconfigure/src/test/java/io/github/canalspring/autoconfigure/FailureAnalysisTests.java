package io.github.canalspring.autoconfigure;

import java.util.List;

import io.github.canalspring.CanalTable;
import io.github.canalspring.sink.Sink;
import io.github.canalspring.sink.SinkException;
import io.github.canalspring.source.ChangeSource;
import io.github.canalspring.source.SourceException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

import org.springframework.boot.SpringBootConfiguration;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.ImportAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.context.annotation.Bean;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatException;
import static org.mockito.ArgumentMatchers.any;
import static org.mockito.BDDMockito.given;
import static org.mockito.BDDMockito.willThrow;
import static org.mockito.Mockito.mock;

/**
 * What a user reads when the application does not start.
 */
@ExtendWith(OutputCaptureExtension.class)
class FailureAnalysisTests {

	@Test
	void aPropertyThatCannotBe(CapturedOutput output) {
		assertReport(output, Application.class,
				"""
						The property 'canal.start-from' has the value 'now', which is neither a keyword, nor a time, nor a position in a binlog (from "canal.start-from" from property source "commandLineArgs").""",
				"""
						Write latest, earliest or snapshot; a time with its zone, such as 2026-01-31T12:00:00Z; a file and an offset, such as mysql-bin.000042:4; or a GTID set.""",
				"--canal.start-from=now");
	}

	@Test
	void aPropertyThatIsMissing(CapturedOutput output) {
		assertReport(output, Application.class, "The property 'canal.sinks.redis[0].table' is not set.",
				"Write one, such as shop.product.", "--canal.sinks.redis[0].key=product:{id}");
	}

	@Test
	void aTypeThatIsNotSupported(CapturedOutput output) {
		assertThatException().isThrownBy(() -> run(Application.class, "--canal.server.type=pulsar"));
		assertThat(output).contains("Property: canal.server.type")
			.contains("Value: \"pulsar\"")
			.contains("The following values are valid:\n\n    AUTO\n    CANAL\n    KAFKA\n    MYSQL\n    RABBITMQ\n");
	}

	@Test
	void aKeyThatDoesNotExist(CapturedOutput output) {
		assertThatException().isThrownBy(() -> run(Application.class, "--canal.sinks.redis[0].tabel=shop.product"));
		assertThat(output).contains("Property: canal.sinks.redis[0].tabel")
			.contains("Reason: The elements [canal.sinks.redis[0].tabel] were left unbound.");
	}

	@Test
	void nothingToReadFrom(CapturedOutput output) {
		assertReport(output, SinkOnly.class,
				"""
						There is nothing to read changes from: canal.server.ip is not set, and the application has no DataSource, or none that stands out, to take the server from.""",
				"""
						Say where the database is:

						    canal:
						      server:
						        ip: 127.0.0.1
						        user-name: canal
						        user-pass: ...

						Or give the application a DataSource for MySQL or MariaDB, such as by spring.datasource.url. Or set canal.enabled to false.""");
	}

	@Test
	void aDatabaseThatIsSetUpDifferently(CapturedOutput output) {
		assertReport(output, WrongSource.class, "The binlog of MySQL at db1:3306 is off",
				"Start the server with --log-bin.");
	}

	@Test
	void aSinkThatCannotWork(CapturedOutput output) {
		assertReport(output, WrongSink.class, "The index product is read-only", "Make it writable.");
	}

	@Test
	void aHandlerThatCannotBeCalled(CapturedOutput output) {
		assertThatException().isThrownBy(() -> run(WrongHandler.class));
		assertThat(output).contains("APPLICATION FAILED TO START").contains("WrongHandler.changed");
	}

	private static void assertReport(CapturedOutput output, Class<?> application, String description, String action,
			String... arguments) {
		assertThatException().isThrownBy(() -> run(application, arguments));
		assertThat(output).contains("""
				***************************
				APPLICATION FAILED TO START
				***************************

				Description:

				%s

				Action:

				%s
				""".formatted(description, action));
	}

	private static void run(Class<?> application, String... arguments) {
		new SpringApplicationBuilder(application).web(WebApplicationType.NONE).run(arguments).close();
	}

	@SpringBootConfiguration(proxyBeanMethods = false)
	@ImportAutoConfiguration({ CanalAutoConfiguration.class, CanalRedisAutoConfiguration.class })
	static class Application {

	}

	static class SinkOnly extends Application {

		@Bean
		Sink sink() {
			Sink sink = mock();
			given(sink.name()).willReturn("first");
			given(sink.tables()).willReturn(List.of());
			return sink;
		}

	}

	static class WrongSource extends SinkOnly {

		@Bean
		ChangeSource source() {
			ChangeSource source = mock();
			willThrow(new SourceException("The binlog of MySQL at db1:3306 is off", "Start the server with --log-bin."))
				.given(source)
				.check(any());
			return source;
		}

	}

	static class WrongSink extends Application {

		@Bean
		Sink sink() {
			throw new SinkException("The index product is read-only", "Make it writable.");
		}

	}

	static class WrongHandler extends Application {

		@CanalTable("shop.product")
		void changed(String text) {
		}

	}

}
