package io.github.canalspring.benchmarks;

import java.io.IOException;
import java.io.Serializable;

/**
 * The binlog client alone, with its default deserializer: counts the rows.
 */
final class BinlogClientCatchUp implements Subject {

	@Override
	public Measurement run(Task task) throws IOException, InterruptedException {
		Progress progress = new Progress(task.workload());
		try (BinlogLoop loop = new BinlogLoop(task, ProductTable.NAME, new Counter(progress))) {
			loop.startFromEarliest();
			return progress.await();
		}
	}

	/**
	 * Counts.
	 *
	 * @param progress what is counted on
	 */
	private record Counter(Progress progress) implements BinlogLoop.RowConsumer {

		@Override
		public void written(Serializable[] row, long version) {
			this.progress.row();
		}

		@Override
		public void deleted(Serializable[] row, long version) {
			this.progress.row();
		}

	}

}
