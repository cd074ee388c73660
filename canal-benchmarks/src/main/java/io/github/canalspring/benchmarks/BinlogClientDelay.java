package io.github.canalspring.benchmarks;

import java.io.Serializable;

/**
 * The binlog client alone: until its listener is called.
 */
final class BinlogClientDelay implements Subject {

	@Override
	public Measurement run(Task task) throws Exception {
		try (IdleProbe probe = new IdleProbe(task);
				BinlogLoop loop = new BinlogLoop(task, ProductTable.IDLE_NAME,
						new Listener(probe, new NaiveRow(task.endpoints().mariaDb())))) {
			loop.start();
			return Measurement.ofDelays(probe.run());
		}
	}

	/**
	 * Tells the probe.
	 *
	 * @param probe what is told
	 * @param rows finds the id
	 */
	private record Listener(IdleProbe probe, NaiveRow rows) implements BinlogLoop.RowConsumer {

		@Override
		public void written(Serializable[] row, long version) {
			this.probe.seen(this.rows.id(row));
		}

		@Override
		public void deleted(Serializable[] row, long version) {
			throw new IllegalStateException("Nothing is deleted");
		}

	}

}
