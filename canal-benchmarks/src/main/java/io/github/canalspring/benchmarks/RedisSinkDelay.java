package io.github.canalspring.benchmarks;

import org.springframework.context.ConfigurableApplicationContext;

/**
 * Ours: until the key is in Redis.
 */
final class RedisSinkDelay implements Subject {

	@Override
	@SuppressWarnings("try")
	public Measurement run(Task task) throws Exception {
		try (IdleProbe probe = new IdleProbe(task);
				RedisWatch watch = new RedisWatch(task.endpoints().redis(), probe::seen);
				ConfigurableApplicationContext context = CanalApplication.start(task, "latest",
						SinkProperties.redis(task, ProductTable.IDLE_NAME))) {
			return Measurement.ofDelays(probe.run());
		}
	}

}
