package io.github.canalspring.benchmarks;

import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Function;

import io.github.canalspring.CanalOperations;

import org.springframework.context.ConfigurableApplicationContext;

/**
 * Ours: looks every millisecond how much a sink has applied.
 */
final class SinkCatchUp implements Subject {

	private static final long PAUSE = TimeUnit.MILLISECONDS.toNanos(1);

	private final Function<Task, Map<String, Object>> properties;

	SinkCatchUp(Function<Task, Map<String, Object>> properties) {
		this.properties = properties;
	}

	@Override
	public Measurement run(Task task) {
		Progress progress = new Progress(task.workload());
		try (ConfigurableApplicationContext context = CanalApplication.start(task, "earliest",
				this.properties.apply(task))) {
			CanalOperations operations = context.getBean(CanalOperations.class);
			while (!progress.isDone()) {
				LockSupport.parkNanos(PAUSE);
				progress.checkPatience();
				progress.reached(CanalApplication.pipeline(operations).events());
			}
			return progress.measurement();
		}
	}

}
