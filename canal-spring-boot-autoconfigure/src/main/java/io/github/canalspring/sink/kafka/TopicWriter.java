package io.github.canalspring.sink.kafka;

import java.io.IOException;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

import io.github.canalspring.message.Message;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaFuture;
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
		Map<String, Object> configuration = new HashMap<>(this.producers.configuration());
		configuration.keySet().retainAll(AdminClientConfig.configNames());
		try {
			Admin admin = Admin.create(configuration);
			try {
				check(topics, admin);
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

	/** Hand a message to the producer, which sends it with others. */
	Sent send(String topic, Message message) {
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

	/** Do not wait for more to be sent together. */
	void flush() {
		this.template.flush();
	}

	@Override
	public void close() {
		this.factory.destroy();
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
				Throwable cause = NestedExceptionUtils.getMostSpecificCause(ex);
				throw new IOException("The topic " + this.topic + " takes no messages: " + cause.getMessage()
						+ ". If it is missing, make it", ex);
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
