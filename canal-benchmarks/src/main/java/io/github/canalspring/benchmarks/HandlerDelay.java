package io.github.canalspring.benchmarks;

import org.springframework.context.ConfigurableApplicationContext;

/**
 * Ours: until the {@code @CanalTable} method is called.
 */
final class HandlerDelay implements Subject {

	@Override
	@SuppressWarnings("try")
	public Measurement run(Task task) throws Exception {
		try (IdleProbe probe = new IdleProbe(task);
				ConfigurableApplicationContext context = CanalApplication.start(task, "latest", ProductTable.IDLE_NAME,
						probe::seen)) {
			return Measurement.ofDelays(probe.run());
		}
	}

}
