package io.github.canalspring.benchmarks;

import org.springframework.context.ConfigurableApplicationContext;

/**
 * Ours, reading a Canal server: counts in a {@code @CanalTable} method.
 */
final class CanalServerCatchUp implements Subject {

	@Override
	@SuppressWarnings("try")
	public Measurement run(Task task) throws InterruptedException {
		Progress progress = new Progress(task.workload());
		try (ConfigurableApplicationContext context = CanalApplication.startAtCanal(task, (id) -> progress.row())) {
			return progress.await();
		}
	}

}
