package io.github.canalspring.actuate;

import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import java.util.function.ToDoubleFunction;

import io.github.canalspring.CanalStatus;
import io.github.canalspring.PipelineStatus;
import io.github.canalspring.SnapshotStatus;
import io.github.canalspring.Verification;
import io.github.canalspring.pipeline.PipelineListener;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.TimeGauge;
import io.micrometer.core.instrument.Timer;
import io.micrometer.core.instrument.binder.BaseUnits;
import org.jspecify.annotations.Nullable;

import org.springframework.context.ApplicationListener;
import org.springframework.context.event.ContextRefreshedEvent;

/**
 * Meters for every pipeline, with the tag {@code pipeline}: {@code canal.events},
 * {@code canal.lag}, {@code canal.purge}, {@code canal.snapshot.left},
 * {@code canal.parked}, {@code canal.parked.age}, {@code canal.verify.age},
 * {@code canal.verify.differences}, {@code canal.applied} and {@code canal.retries}. Made
 * as soon as the pipelines are known, which is later than meter binders are asked, so
 * that an idle pipeline has them too.
 */
public class CanalMetrics implements PipelineListener, ApplicationListener<ContextRefreshedEvent> {

	private final MeterRegistry registry;

	private final Supplier<CanalStatus> status;

	private final Map<String, Meters> meters = new ConcurrentHashMap<>();

	/**
	 * Create the meters' owner.
	 * @param registry where the meters go
	 * @param status tells how the pipelines are doing; not asked before there are any
	 */
	public CanalMetrics(MeterRegistry registry, Supplier<CanalStatus> status) {
		this.registry = registry;
		this.status = status;
	}

	@Override
	public void onApplicationEvent(ContextRefreshedEvent event) {
		this.status.get().pipelines().forEach((pipeline) -> meters(pipeline.name()));
	}

	@Override
	public void applied(String pipeline, int changes, long bytes, Duration latency) {
		if (changes > 0) {
			meters(pipeline).applied().record(latency);
		}
	}

	@Override
	public void failed(String pipeline, Throwable failure) {
		meters(pipeline).retries().increment();
	}

	private Meters meters(String pipeline) {
		return this.meters.computeIfAbsent(pipeline, this::register);
	}

	private Meters register(String pipeline) {
		FunctionCounter.builder("canal.events", this, of(pipeline, PipelineStatus::events))
			.tag("pipeline", pipeline)
			.description("Row changes that the sink has taken")
			.baseUnit(BaseUnits.EVENTS)
			.register(this.registry);
		TimeGauge.builder("canal.lag", this, TimeUnit.MILLISECONDS, of(pipeline, (status) -> status.lag().toMillis()))
			.tag("pipeline", pipeline)
			.description("Time by which the sink is behind the database")
			.register(this.registry);
		TimeGauge.builder("canal.purge", this, TimeUnit.SECONDS, of(pipeline, CanalMetrics::untilPurge))
			.tag("pipeline", pipeline)
			.description("Time until the database may delete changes that the sink does not have")
			.register(this.registry);
		Gauge.builder("canal.snapshot.left", this, of(pipeline, CanalMetrics::snapshotLeft))
			.tag("pipeline", pipeline)
			.description("Existing rows that are still to be read, as estimated; 0 when there is no snapshot")
			.baseUnit(BaseUnits.ROWS)
			.register(this.registry);
		Gauge
			.builder("canal.parked", this,
					of(pipeline, (status) -> (status.parked() != null) ? status.parked().changes() : 0))
			.tag("pipeline", pipeline)
			.description("Changes that could not be applied, and those that wait behind them")
			.baseUnit(BaseUnits.EVENTS)
			.register(this.registry);
		TimeGauge.builder("canal.parked.age", this, TimeUnit.SECONDS, of(pipeline, this::parkedAge))
			.tag("pipeline", pipeline)
			.description("Time since the oldest parked change was parked")
			.register(this.registry);
		registerVerified(pipeline);
		return new Meters(
				Timer.builder("canal.applied")
					.tag("pipeline", pipeline)
					.description("Time from the commit in the database until the sink has taken the change")
					.register(this.registry),
				Counter.builder("canal.retries")
					.tag("pipeline", pipeline)
					.description("Failed attempts that are repeated")
					.register(this.registry));
	}

	private void registerVerified(String pipeline) {
		TimeGauge.builder("canal.verify.age", this, TimeUnit.SECONDS, of(pipeline, this::verifiedAge))
			.tag("pipeline", pipeline)
			.description("Time within which all rows were compared with the database")
			.register(this.registry);
		Gauge.builder("canal.verify.differences", this, of(pipeline, CanalMetrics::differences))
			.tag("pipeline", pipeline)
			.description("Differences that were found when all rows were compared with the database last")
			.register(this.registry);
	}

	private double verifiedAge(PipelineStatus status) {
		Verification last = lastOfAll(status);
		return (last != null) ? age(last.startedAt()) : Double.NaN;
	}

	private static double differences(PipelineStatus status) {
		Verification last = lastOfAll(status);
		return (last != null) ? last.differences() : Double.NaN;
	}

	private static @Nullable Verification lastOfAll(PipelineStatus status) {
		return (status.verification() != null) ? status.verification().lastOfAll() : null;
	}

	private double age(Instant since) {
		return Duration.between(since, Instant.ofEpochMilli(this.registry.config().clock().wallTime())).toSeconds();
	}

	private static double snapshotLeft(PipelineStatus status) {
		SnapshotStatus snapshot = status.snapshot();
		return (snapshot != null) ? snapshot.estimatedRows() - snapshot.rows() : 0;
	}

	private double parkedAge(PipelineStatus status) {
		return (status.parked() != null) ? age(status.parked().since()) : 0;
	}

	private static double untilPurge(PipelineStatus status) {
		return (status.untilPurge() != null) ? status.untilPurge().toSeconds() : Double.NaN;
	}

	private static ToDoubleFunction<CanalMetrics> of(String pipeline, ToDoubleFunction<PipelineStatus> value) {
		return (metrics) -> metrics.status.get()
			.pipelines()
			.stream()
			.filter((status) -> status.name().equals(pipeline))
			.mapToDouble(value)
			.findFirst()
			.orElse(Double.NaN);
	}

	private record Meters(Timer applied, Counter retries) {

	}

}
