package io.github.canalspring.benchmarks;

import org.springframework.context.ConfigurableApplicationContext;

/**
 * Ours, with a handler of another table only: passes over the workload, and learns by the
 * other table's rows how far it is.
 */
final class SkippedCatchUp implements Subject {

	@Override
	@SuppressWarnings("try")
	public Measurement run(Task task) throws InterruptedException {
		Progress progress = new Progress(task.workload());
		try (ConfigurableApplicationContext context = CanalApplication.start(task, "earliest", ProductTable.MARK_NAME,
				progress::reached)) {
			return progress.await();
		}
	}

}
