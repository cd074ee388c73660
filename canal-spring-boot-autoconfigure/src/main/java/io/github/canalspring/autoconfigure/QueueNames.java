package io.github.canalspring.autoconfigure;

import java.util.List;

import io.github.canalspring.autoconfigure.CanalProperties.Server;
import io.github.canalspring.autoconfigure.CanalProperties.Type;

/**
 * {@code canal.server.rabbitmq.queues}: patterns of the names of queues. What is read
 * from a queue is gone, so each sink has queues of its own.
 */
final class QueueNames {

	private static final String SINK = "{sink}";

	private QueueNames() {
	}

	static boolean areWanted(SourceProperties source) {
		return source.server().type() == Type.RABBITMQ;
	}

	/**
	 * The patterns, once everything else is checked.
	 * @param source the properties of a server of type rabbitmq
	 * @return at least one
	 */
	static List<String> patterns(SourceProperties source) {
		Server server = source.server();
		requireNothingElse(source, server);
		SubscriptionSettings.requireNone(source, "RabbitMQ");
		RabbitSourceProperties queues = server.rabbitmq();
		String property = source.serverProperty("rabbitmq.");
		if (queues.queues().isEmpty()) {
			throw new InvalidPropertyException(property + "queues", null, "not set",
					"Write the queues to read, such as shop.{sink}.");
		}
		if (queues.queues().stream().distinct().count() < queues.queues().size()) {
			throw new InvalidPropertyException(property + "queues", queues.queues(), "naming a queue twice",
					"Write each queue once.");
		}
		if (queues.format() == null) {
			throw new InvalidPropertyException(property + "format", null, "not set",
					"Write canal-flat, debezium or maxwell: what the publisher writes.");
		}
		if (queues.prefetch() < 1 || queues.prefetch() > 65535) {
			throw new InvalidPropertyException(property + "prefetch", queues.prefetch(), "not possible",
					"Write a number from 1 to 65535, such as 500.");
		}
		if (queues.deadLetterExchange() != null && queues.exchange() == null) {
			throw new InvalidPropertyException(property + "dead-letter-exchange", queues.deadLetterExchange(),
					"set, but queues are declared together with an exchange only",
					"Write " + property + "exchange too; or give the queues that exchange yourself.");
		}
		return queues.queues();
	}

	private static void requireNothingElse(SourceProperties source, Server server) {
		if (!server.ip().isEmpty() || server.userName() != null || server.userPass() != null) {
			String key = !server.ip().isEmpty() ? "ip" : (server.userName() != null) ? "user-name" : "user-pass";
			throw new InvalidPropertyException(source.serverProperty(key), key.equals("user-pass") ? "***" : "set",
					"not what RabbitMQ is reached by",
					"Remove it, and write spring.rabbitmq.host, port, username and password.");
		}
		if (source.startFrom() != null) {
			throw new InvalidPropertyException(source.property("start-from"), source.startFrom(),
					"not possible with RabbitMQ, whose queues are read from their head",
					"Remove it. The publisher can send a snapshot.");
		}
		if (server.ssl().isWanted()) {
			throw new InvalidPropertyException(source.serverProperty("ssl.enabled"), "true",
					"not what encrypts the connection to RabbitMQ",
					"Remove it, and write spring.rabbitmq.ssl.enabled.");
		}
	}

	/**
	 * Refuse queues for a server of another type.
	 * @param source the properties
	 */
	static void requireNone(SourceProperties source) {
		if (!source.server().rabbitmq().queues().isEmpty()) {
			throw new InvalidPropertyException(source.serverProperty("rabbitmq.queues"),
					source.server().rabbitmq().queues(), "set, but changes are not read from RabbitMQ",
					"Set " + source.serverProperty("type") + " to rabbitmq, or remove it.");
		}
	}

	/**
	 * The queue that a sink reads.
	 * @param pattern the pattern
	 * @param sink the sink's name
	 * @return the queue's name
	 */
	static String name(String pattern, String sink) {
		return pattern.replace(SINK, sink);
	}

	/**
	 * Refuse that sinks take each other's messages.
	 * @param source the properties
	 * @param sinks how many sinks there are
	 */
	static void requireOwn(SourceProperties source, int sinks) {
		List<String> queues = source.server().rabbitmq().queues();
		queues.stream().filter((pattern) -> sinks > 1 && !pattern.contains(SINK)).findFirst().ifPresent((pattern) -> {
			throw new InvalidPropertyException(source.serverProperty("rabbitmq.queues"), pattern,
					"one queue for " + sinks + " sinks, which would take each other's messages",
					"Give each sink its own: write {sink} into the name, such as " + pattern + ".{sink}.");
		});
	}

	/**
	 * What tells the pipelines of several queues apart.
	 * @param pattern the pattern
	 * @return the pattern, made of what names can have
	 */
	static String suffix(String pattern) {
		String name = pattern.replace(SINK, "").replaceAll("[^\\p{L}\\p{N}._-]+", "-").replaceAll("([.-])[.-]+", "$1");
		return "-" + name.replaceAll("^[._-]+|[._-]+$", "");
	}

}
