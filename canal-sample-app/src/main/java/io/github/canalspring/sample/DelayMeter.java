package io.github.canalspring.sample;

import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

import io.github.canalspring.CanalOperations;
import io.github.canalspring.PipelineStatus;
import io.github.canalspring.event.DeleteEvent;
import io.github.canalspring.event.RowEvent;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tools.jackson.databind.JsonNode;

import org.springframework.beans.factory.DisposableBean;
import org.springframework.stereotype.Component;

/**
 * Measures how long the change of a product takes to show in its copies: from
 * {@code updated_at}, the moment at which MySQL ran the statement, until a reader gets
 * the change from Redis and from Elasticsearch. (A delete leaves no {@code updated_at};
 * its delay counts from when the handler heard of it.) MySQL's clock and this
 * application's must agree, as they do on one machine.
 */
@Component
class DelayMeter implements DisposableBean {

	private static final Logger logger = LoggerFactory.getLogger(DelayMeter.class);

	private static final Duration PATIENCE = Duration.ofSeconds(30);

	private final ProductCache cache;

	private final ProductIndex index;

	private final LiveEvents events;

	private final CanalOperations canal;

	private final Instant startedAt = Instant.now();

	private final Map<Long, Delay> delays = new ConcurrentHashMap<>();

	/**
	 * In a flood of changes only some are measured: waiting for a turn would falsify it.
	 */
	private final ThreadPoolExecutor executor = new ThreadPoolExecutor(0, 4, 10, TimeUnit.SECONDS,
			new SynchronousQueue<>(), new ThreadPoolExecutor.DiscardPolicy());

	DelayMeter(ProductCache cache, ProductIndex index, LiveEvents events, CanalOperations canal) {
		this.cache = cache;
		this.index = index;
		this.events = events;
		this.canal = canal;
	}

	/**
	 * Start to measure; returns at once.
	 * @param event a change
	 * @param handledAt when the handler got it
	 */
	void measure(RowEvent<Product> event, Instant handledAt) {
		boolean deleted = event instanceof DeleteEvent;
		Instant changedAt = deleted ? handledAt : event.row().updatedAt();
		if (changedAt.isAfter(this.startedAt)) {
			Change change = new Change(event.metadata().eventId(), event.row().id(), changedAt, deleted);
			this.executor.execute(() -> measure(change));
		}
	}

	private void measure(Change change) {
		try {
			long redis = -1;
			long elasticsearch = -1;
			for (long millis = 0; redis < 0 || elasticsearch < 0; millis = change.age()) {
				if (millis > PATIENCE.toMillis() || Thread.currentThread().isInterrupted()) {
					return;
				}
				// Fine steps at first, and no load when it takes long.
				LockSupport.parkNanos(TimeUnit.MICROSECONDS.toNanos(500 + millis * 50));
				redis = (redis < 0 && change.isIn(this.cache.find(change.id()))) ? change.age() : redis;
				elasticsearch = (elasticsearch < 0 && change.isIn(this.index.find(change.id()))) ? change.age()
						: elasticsearch;
			}
			Delay delay = new Delay(change.eventId(), change.id(), change.at(), redis, elasticsearch);
			this.delays.put(change.id(), delay);
			this.events.publish("copied", delay);
		}
		catch (RuntimeException ex) {
			logger.warn("The delay of a change could not be measured: {}", ex.toString());
		}
	}

	/**
	 * How far the copies of a product are, or were, behind: while they differ, the time
	 * since MySQL's row was written; once they are the same, the delay that was measured
	 * for its last change, or, where none was measured since the start, the current lag
	 * of the slowest pipeline.
	 * @param id the product's id
	 * @param product the product in MySQL; {@code null} if there is none
	 * @param same whether all copies are the same
	 * @return milliseconds
	 */
	long lagOf(long id, @Nullable Product product, boolean same) {
		if (!same && product != null) {
			return Math.max(0, Duration.between(product.updatedAt(), Instant.now()).toMillis());
		}
		Delay measured = this.delays.get(id);
		boolean last = measured != null && (product == null || !measured.changedAt().isBefore(product.updatedAt()));
		return (same && last) ? measured.millis() : pipelineLag();
	}

	private long pipelineLag() {
		return this.canal.status()
			.pipelines()
			.stream()
			.map(PipelineStatus::lag)
			.mapToLong(Duration::toMillis)
			.max()
			.orElse(0);
	}

	@Override
	public void destroy() {
		this.executor.shutdownNow();
	}

	private record Change(String eventId, long id, Instant at, boolean deleted) {

		long age() {
			return Math.max(0, Duration.between(this.at, Instant.now()).toMillis());
		}

		/** A later change of the same product counts too. */
		boolean isIn(@Nullable JsonNode copy) {
			if (copy == null || this.deleted) {
				return copy == null && this.deleted;
			}
			return !Instant.parse(copy.path("updatedAt").asString()).isBefore(this.at);
		}

	}

}
