package io.github.canalspring.autoconfigure;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

import org.jspecify.annotations.Nullable;

import org.springframework.amqp.rabbit.connection.AbstractConnectionFactory;
import org.springframework.amqp.rabbit.connection.CachingConnectionFactory;
import org.springframework.amqp.rabbit.connection.ConnectionFactory;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.amqp.autoconfigure.RabbitConnectionDetails;

/**
 * Makes connections to the RabbitMQ of the application. Each pipeline has one of its own:
 * where RabbitMQ holds a publisher, acknowledgements still pass, and a connection that is
 * given up disturbs nobody else.
 */
final class RabbitConnections {

	/** For what RabbitMQ answers at once as a rule. */
	private static final Duration ANSWER = Duration.ofSeconds(20);

	private static final Duration CLOSE = Duration.ofSeconds(5);

	private final ObjectProvider<ConnectionFactory> application;

	private final ObjectProvider<RabbitConnectionDetails> details;

	RabbitConnections(ObjectProvider<ConnectionFactory> application, ObjectProvider<RabbitConnectionDetails> details) {
		this.application = application;
		this.details = details;
	}

	/**
	 * Make a connection, which is opened when it is needed.
	 * @param property the property that asks for it, for messages
	 * @param name names it at the server
	 * @return what opens it, and again after it was closed
	 */
	CachingConnectionFactory create(String property, String name) {
		ConnectionFactory factory = this.application.getIfAvailable();
		if (!(factory instanceof AbstractConnectionFactory connections)) {
			throw new SetupException(property
					+ " is set, but the application has no connection to RabbitMQ that can be used: "
					+ ((factory != null) ? factory.getClass().getSimpleName() : "no ConnectionFactory bean") + ".",
					CanalRabbitAutoConfiguration.REMEDY.formatted(property));
		}
		com.rabbitmq.client.ConnectionFactory client = connections.getRabbitConnectionFactory().clone();
		client.setAutomaticRecoveryEnabled(false);
		client.setChannelRpcTimeout((int) ANSWER.toMillis());
		CachingConnectionFactory own = new CachingConnectionFactory(client);
		List<String> addresses = addresses(connections, this.details.getIfAvailable());
		if (!addresses.isEmpty()) {
			own.setAddresses(addresses);
		}
		own.setConnectionNameStrategy((ignored) -> "canal-" + name);
		own.setCloseTimeout((int) CLOSE.toMillis());
		return own;
	}

	/** A factory does not tell its addresses; Spring Boot's has those of the details. */
	private static List<String> addresses(AbstractConnectionFactory factory,
			@Nullable RabbitConnectionDetails details) {
		List<String> addresses = new ArrayList<>();
		if (details != null && details.getFirstAddress().host().equals(factory.getHost())
				&& details.getFirstAddress().port() == factory.getPort()) {
			details.getAddresses().forEach((address) -> addresses.add(address.host() + ":" + address.port()));
		}
		return addresses;
	}

}
