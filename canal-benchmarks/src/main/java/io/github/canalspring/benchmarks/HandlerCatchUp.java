package io.github.canalspring.benchmarks;

import org.springframework.context.ConfigurableApplicationContext;

/**
 * Ours: counts in a {@code @CanalTable} method.
 */
final class HandlerCatchUp implements Subject {

	@Override
	@SuppressWarnings("try")
	public Measurement run(Task task) throws InterruptedException {
		Progress progress = new Progress(task.workload());
		try (ConfigurableApplicationContext context = CanalApplication.start(task, "earliest", ProductTable.NAME,
				(id) -> progress.row())) {
			return progress.await();
		}
	}

}
