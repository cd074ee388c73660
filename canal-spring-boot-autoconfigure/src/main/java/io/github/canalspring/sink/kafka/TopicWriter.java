package io.github.canalspring.sink.kafka;

import java.io.IOException;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Collectors;

import io.github.canalspring.message.Message;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.InvalidTopicException;
import org.apache.kafka.common.errors.RecordBatchTooLargeException;
import org.apache.kafka.common.errors.RecordTooLargeException;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;
import org.apache.kafka.common.header.Headers;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import org.springframework.core.NestedExceptionUtils;
import org.springframework.kafka.KafkaException;
import org.springframework.kafka.core.DefaultKafkaProducerFactory;
import org.springframework.kafka.core.KafkaTemplate;
import org.springframework.kafka.support.ProducerListener;
import org.springframework.kafka.support.SendResult;

/**
 * A producer, from the start of the sink to its end. For one thread.
 */
final class TopicWriter implements AutoCloseable {

	private static final Logger logger = LoggerFactory.getLogger(TopicWriter.class);

	private static final Duration TIMEOUT = Duration.ofSeconds(5);

	private final KafkaProducers producers;

	private final DefaultKafkaProducerFactory<byte[], byte[]> factory;

	private final KafkaTemplate<byte[], byte[]> template;

	/** Topics whose leaders were waited for. */
	private final Set<String> led = new HashSet<>();

	TopicWriter(KafkaProducers producers) {
		this.producers = producers;
		this.factory = producers.factory();
		this.factory.setPhysicalCloseTimeout((int) Duration.ofSeconds(2).toSeconds());
		this.template = new KafkaTemplate<>(this.factory);
		// Failures are told by the pipeline.
		this.template.setProducerListener(new ProducerListener<>() {
		});
	}

	/**
	 * See whether Kafka answers, and which topics it has.
	 * @param topics the topics that are known by name
	 * @throws IOException if it does not answer
	 */
	void check(List<String> topics) throws IOException, InterruptedException {
		ask((admin) -> check(topics, admin));
	}

	private void ask(Question question) throws IOException, InterruptedException {
		Map<String, Object> configuration = new HashMap<>(this.producers.configuration());
		configuration.keySet().retainAll(AdminClientConfig.configNames());
		try {
			Admin admin = Admin.create(configuration);
			try {
				question.ask(admin);
			}
			finally {
				// Not to wait for what is not answered.
				admin.close(Duration.ZERO);
			}
		}
		catch (org.apache.kafka.common.KafkaException ex) {
			throw new IOException("Kafka cannot be reached: " + ex.getMessage(), ex);
		}
	}

	private static void check(List<String> topics, Admin admin) throws IOException, InterruptedException {
		get(admin.describeCluster().nodes(), "tell of the cluster");
		for (Map.Entry<String, KafkaFuture<TopicDescription>> topic : admin.describeTopics(topics)
			.topicNameValues()
			.entrySet()) {
			check(topic.getKey(), topic.getValue());
		}
	}

	private static void check(String name, KafkaFuture<TopicDescription> topic)
			throws IOException, InterruptedException {
		try {
			get(topic, "tell of the topic " + name);
		}
		catch (IOException ex) {
			if (!(NestedExceptionUtils.getMostSpecificCause(ex) instanceof UnknownTopicOrPartitionException)) {
				throw ex;
			}
			logger.warn("Kafka has no topic {}. If the broker makes topics by itself, it gets the broker's "
					+ "num.partitions with the first message; otherwise nothing goes on until somebody makes it", name);
		}
	}

	private static <T> void get(KafkaFuture<T> future, String what) throws IOException, InterruptedException {
		try {
			future.get(TIMEOUT.toMillis(), TimeUnit.MILLISECONDS);
		}
		catch (ExecutionException ex) {
			throw new IOException("Kafka did not " + what + ": " + ex.getCause(), ex.getCause());
		}
		catch (TimeoutException ex) {
			throw new IOException("Kafka did not " + what + " within " + TIMEOUT.toSeconds() + " s", ex);
		}
	}

	/**
	 * Wait for the leaders of a topic's partitions, which of one that has just been made
	 * do not know of it at once. A leader may refuse a producer's first request and take
	 * the one behind it, which is on its way too; it then refuses the first one for as
	 * long as the producer tries (KAFKA-15591).
	 */
	private void awaitLeaders(String topic) throws IOException, InterruptedException {
		Map<TopicPartition, OffsetSpec> partitions = partitions(topic);
		try {
			ask((admin) -> get(admin.listOffsets(partitions).all(), "tell of the topic " + topic));
		}
		catch (IOException ex) {
			// Those that are there take messages all the same.
			logger.warn("Some partitions of the topic {} have no leader, it seems: {}", topic, ex.getMessage());
		}
	}

	/** Which has brokers make the topic that are set up to. */
	private Map<TopicPartition, OffsetSpec> partitions(String topic) throws IOException {
		try {
			return this.template.partitionsFor(topic)
				.stream()
				.collect(Collectors.toMap((partition) -> new TopicPartition(topic, partition.partition()),
						(partition) -> OffsetSpec.latest()));
		}
		catch (InvalidTopicException ex) {
			// As sending does, where it is the change's own failure.
			return Map.of();
		}
		catch (org.apache.kafka.common.KafkaException ex) {
			throw failure(topic, ex, ex);
		}
	}

	/**
	 * Hand a message to the producer, which sends it with others.
	 * @throws IOException if the topic is not known yet and does not become so
	 */
	Sent send(String topic, Message message) throws IOException, InterruptedException {
		if (!this.led.contains(topic)) {
			awaitLeaders(topic);
			this.led.add(topic);
		}
		ProducerRecord<byte[], byte[]> sending = new ProducerRecord<>(topic, null, null, message.key(),
				message.value());
		Headers headers = sending.headers();
		message.headers().forEach(headers::add);
		try {
			return new Sent(topic, this.template.send(sending));
		}
		catch (KafkaException ex) {
			return new Sent(topic, CompletableFuture.failedFuture(ex));
		}
	}

	private static IOException failure(String topic, Throwable cause, Exception failure) {
		return new IOException(
				"The topic " + topic + " takes no messages: " + cause.getMessage() + ". If it is missing, make it",
				failure);
	}

	/** Do not wait for more to be sent together. */
	void flush() {
		this.template.flush();
	}

	@Override
	public void close() {
		this.factory.destroy();
	}

	/**
	 * Asked of the cluster.
	 */
	private interface Question {

		void ask(Admin admin) throws IOException, InterruptedException;

	}

	/**
	 * A message on its way.
	 *
	 * @param topic the topic
	 * @param result done when Kafka has it
	 */
	record Sent(String topic, CompletableFuture<SendResult<byte[], byte[]>> result) {

		/** Whether it is known already that Kafka will never take it. */
		boolean isRefused() {
			return this.result.isCompletedExceptionally()
					&& refusal(this.result.handle((sent, failure) -> failure).join()) != null;
		}

		/**
		 * Wait until Kafka has it.
		 * @return why it will never take it; {@code null} if it has it
		 * @throws IOException if it did not take it for a reason that passes
		 */
		@Nullable String await() throws IOException, InterruptedException {
			try {
				this.result.get();
				return null;
			}
			catch (ExecutionException ex) {
				String refusal = refusal(ex);
				if (refusal != null) {
					return refusal;
				}
				throw failure(this.topic, NestedExceptionUtils.getMostSpecificCause(ex), ex);
			}
		}

		private static @Nullable String refusal(Throwable failure) {
			Throwable cause = NestedExceptionUtils.getMostSpecificCause(failure);
			boolean own = cause instanceof RecordTooLargeException || cause instanceof RecordBatchTooLargeException
					|| cause instanceof InvalidTopicException;
			return own ? "Kafka does not take the message: " + cause.getMessage() : null;
		}

	}

}
