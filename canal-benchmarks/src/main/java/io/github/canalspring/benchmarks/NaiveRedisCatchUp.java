package io.github.canalspring.benchmarks;

import java.io.IOException;

/**
 * The loop that tutorials show, into Redis.
 */
final class NaiveRedisCatchUp implements Subject {

	@Override
	public Measurement run(Task task) throws IOException, InterruptedException {
		Progress progress = new Progress(task.workload());
		try (NaiveRedisWriter writer = new NaiveRedisWriter(task, progress::row);
				BinlogLoop loop = new BinlogLoop(task, ProductTable.NAME, writer)) {
			loop.startFromEarliest();
			return progress.await();
		}
	}

}
