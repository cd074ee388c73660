package io.github.canalspring.benchmarks;

import java.util.Map;
import java.util.function.Function;

import org.springframework.context.ConfigurableApplicationContext;

/**
 * Ours, reading a message broker: counts in a {@code @CanalTable} method.
 */
final class BrokerCatchUp implements Subject {

	private final Function<Task, Map<String, Object>> source;

	BrokerCatchUp(Function<Task, Map<String, Object>> source) {
		this.source = source;
	}

	@Override
	@SuppressWarnings("try")
	public Measurement run(Task task) throws InterruptedException {
		Progress progress = new Progress(task.workload());
		try (ConfigurableApplicationContext context = CanalApplication.startAtBroker(task, this.source.apply(task),
				(id) -> progress.row())) {
			return progress.await();
		}
	}

}
