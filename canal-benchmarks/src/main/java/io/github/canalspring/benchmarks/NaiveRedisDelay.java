package io.github.canalspring.benchmarks;

/**
 * The loop that tutorials show: until the key is in Redis.
 */
final class NaiveRedisDelay implements Subject {

	@Override
	@SuppressWarnings("try")
	public Measurement run(Task task) throws Exception {
		try (IdleProbe probe = new IdleProbe(task);
				RedisWatch watch = new RedisWatch(task.endpoints().redis(), probe::seen);
				NaiveRedisWriter writer = new NaiveRedisWriter(task, () -> {
				});
				BinlogLoop loop = new BinlogLoop(task, ProductTable.IDLE_NAME, writer)) {
			loop.start();
			return Measurement.ofDelays(probe.run());
		}
	}

}
