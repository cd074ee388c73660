package io.github.canalspring.sink.kafka;

import java.util.HashMap;
import java.util.Map;

import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.common.serialization.ByteArraySerializer;

import org.springframework.kafka.core.DefaultKafkaProducerFactory;
import org.springframework.kafka.core.ProducerFactory;

/**
 * Makes producers from the application's configuration, but such that nothing is lost and
 * nothing overtakes: idempotent, and acknowledged by all replicas that are in sync.
 */
public final class KafkaProducers {

	/** A failure becomes known so soon; the pipeline then tries again, for ever. */
	private static final int DELIVERY_MILLIS = 30_000;

	private static final int REQUEST_MILLIS = 10_000;

	private final Map<String, Object> configuration;

	/**
	 * Create from what the application has.
	 * @param factory the application's factory
	 */
	public KafkaProducers(ProducerFactory<?, ?> factory) {
		this(factory.getConfigurationProperties());
	}

	/**
	 * Create from properties.
	 * @param application the properties of a producer; those for which this sink needs a
	 * certain value are replaced
	 */
	public KafkaProducers(Map<String, Object> application) {
		Map<String, Object> all = new HashMap<>(application);
		all.putIfAbsent(ProducerConfig.DELIVERY_TIMEOUT_MS_CONFIG, DELIVERY_MILLIS);
		all.putIfAbsent(ProducerConfig.REQUEST_TIMEOUT_MS_CONFIG, REQUEST_MILLIS);
		all.putIfAbsent(ProducerConfig.MAX_BLOCK_MS_CONFIG, REQUEST_MILLIS);
		all.put(ProducerConfig.ACKS_CONFIG, "all");
		all.put(ProducerConfig.ENABLE_IDEMPOTENCE_CONFIG, true);
		all.put(ProducerConfig.MAX_IN_FLIGHT_REQUESTS_PER_CONNECTION, 5);
		all.put(ProducerConfig.RETRIES_CONFIG, Integer.MAX_VALUE);
		all.remove(ProducerConfig.TRANSACTIONAL_ID_CONFIG);
		this.configuration = Map.copyOf(all);
	}

	/**
	 * Make a factory of producers.
	 * @return the factory, to be destroyed by the caller
	 */
	public DefaultKafkaProducerFactory<byte[], byte[]> factory() {
		return new DefaultKafkaProducerFactory<>(this.configuration, new ByteArraySerializer(),
				new ByteArraySerializer());
	}

	/** What an administrative client takes of it. */
	Map<String, Object> configuration() {
		return this.configuration;
	}

}
