package io.github.canalspring.servers;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;

import com.rabbitmq.client.AlreadyClosedException;
import com.rabbitmq.client.Channel;
import com.rabbitmq.client.Connection;
import com.rabbitmq.client.ConnectionFactory;
import com.rabbitmq.client.GetResponse;
import com.rabbitmq.client.MessageProperties;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.awaitility.Awaitility.await;

class RabbitMqServerIntegrationTests {

	private static final Duration SOON = Duration.ofSeconds(60);

	@Test
	void keepsAQuorumQueueWhenItIsKilled() throws Exception {
		try (RabbitMqServer server = server()) {
			int port = server.start().port();
			try (Connection connection = connect(server); Channel channel = connection.createChannel()) {
				channel.queueDeclare("kept", true, false, false, Map.of("x-queue-type", "quorum"));
				channel.exchangeDeclare("shared", "x-consistent-hash");
			}
			// A quorum queue that is new is written down after a while only.
			server.restart();
			try (Connection connection = connect(server); Channel channel = connection.createChannel()) {
				channel.confirmSelect();
				channel.basicPublish("", "kept", MessageProperties.PERSISTENT_BASIC,
						"one".getBytes(StandardCharsets.UTF_8));
				channel.waitForConfirmsOrDie(SOON.toMillis());
				server.kill();
				// Otherwise they would say goodbye, and wait for an answer.
				await().atMost(SOON).until(() -> !channel.isOpen() && !connection.isOpen());
			}
			catch (AlreadyClosedException ex) {
				// It was killed.
			}
			assertThat(server.isRunning()).isFalse();
			assertThat(server.start().port()).isEqualTo(port);
			try (Connection connection = connect(server); Channel channel = connection.createChannel()) {
				await().atMost(SOON).untilAsserted(() -> {
					GetResponse message = channel.basicGet("kept", false);
					assertThat(message).isNotNull();
					assertThat(message.getBody()).asString().isEqualTo("one");
				});
			}
			server.stop();
			assertThatExceptionOfType(IOException.class).isThrownBy(() -> connect(server));
		}
	}

	@Test
	void twoDoNotMeet() throws Exception {
		try (RabbitMqServer one = server(); RabbitMqServer other = server()) {
			one.start();
			other.start();
			assertThat(one.port()).isNotEqualTo(other.port());
			one.pause();
			try (Connection connection = connect(other)) {
				assertThat(connection.isOpen()).isTrue();
			}
			one.resume();
			try (Connection connection = connect(one)) {
				assertThat(connection.isOpen()).isTrue();
			}
		}
	}

	private static RabbitMqServer server() {
		Optional<RabbitMqServer> server = RabbitMqServer.available();
		Assumptions.assumeTrue(server.isPresent(), "There is neither RabbitMQ nor Docker here");
		return server.orElseThrow();
	}

	private static Connection connect(RabbitMqServer server) throws Exception {
		ConnectionFactory factory = new ConnectionFactory();
		factory.setHost(server.host());
		factory.setPort(server.port());
		factory.setUsername(server.user());
		factory.setPassword(server.password());
		factory.setAutomaticRecoveryEnabled(false);
		return factory.newConnection();
	}

}
