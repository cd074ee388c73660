package io.github.canalspring.benchmarks;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLongArray;

/**
 * Commits single rows 20 ms apart on an otherwise idle system, and takes the time from
 * the return of each commit until it is told that the row was seen. A row may be seen
 * before: the server sends it before it answers.
 */
final class IdleProbe implements AutoCloseable {

	private static final int PAUSE_MILLIS = 20;

	private static final int LONGEST_MINUTES = 5;

	private final ScheduledExecutorService writer = Executors.newSingleThreadScheduledExecutor();

	private final CountDownLatch connected = new CountDownLatch(1);

	private final int warmUp;

	private final AtomicLongArray committed;

	private final AtomicLongArray seen;

	private final CountDownLatch remaining;

	private final Connection connection;

	private final PreparedStatement insert;

	private volatile long base = Long.MAX_VALUE;

	/**
	 * Create a probe.
	 * @param task says how many commits are measured; as many before those are not
	 * @throws SQLException if the database cannot be reached
	 */
	IdleProbe(Task task) throws SQLException {
		this.warmUp = task.commits();
		int commits = this.warmUp + task.commits();
		this.committed = new AtomicLongArray(commits);
		this.seen = new AtomicLongArray(commits);
		this.remaining = new CountDownLatch(commits);
		this.connection = DriverManager.getConnection(task.endpoints().jdbcUrl(), "root", "");
		this.connection.setAutoCommit(false);
		this.insert = ProductTable.prepareInsert(this.connection, ProductTable.IDLE_NAME);
	}

	/** The row of this id has arrived; told by one thread, in order. */
	void seen(long id) {
		this.connected.countDown();
		long number = id - this.base;
		if (number >= 0 && this.seen.compareAndSet((int) number, 0, System.nanoTime())) {
			this.remaining.countDown();
		}
	}

	/** Commits until everything was seen, and gives the delays in milliseconds. */
	List<Double> run() throws Exception {
		awaitConnected();
		this.base = nextId();
		ScheduledFuture<?> commits = this.writer.scheduleAtFixedRate(new Commits(), 0, PAUSE_MILLIS,
				TimeUnit.MILLISECONDS);
		if (!this.remaining.await(LONGEST_MINUTES, TimeUnit.MINUTES)) {
			throw new IllegalStateException(this.remaining.getCount() + " rows were not seen within " + LONGEST_MINUTES
					+ " minutes; committing: " + commits);
		}
		// The last row may have been seen before its commit had returned.
		this.writer.shutdown();
		this.writer.awaitTermination(LONGEST_MINUTES, TimeUnit.MINUTES);
		List<Double> delays = new ArrayList<>();
		for (int number = this.warmUp; number < this.committed.length(); number++) {
			delays.add((this.seen.get(number) - this.committed.get(number)) / 1e6);
		}
		return delays;
	}

	/** Commits rows that are not counted until the first of them is seen. */
	private void awaitConnected() throws Exception {
		do {
			commit(nextId());
		}
		while (!this.connected.await(PAUSE_MILLIS, TimeUnit.MILLISECONDS));
	}

	private long nextId() throws SQLException {
		try (Statement statement = this.connection.createStatement();
				ResultSet result = statement
					.executeQuery("SELECT COALESCE(MAX(id), 0) + 1 FROM shop." + ProductTable.IDLE_NAME)) {
			result.next();
			return result.getLong(1);
		}
	}

	private void commit(long id) throws SQLException {
		ProductTable.bind(this.insert, id);
		this.insert.executeUpdate();
		this.connection.commit();
	}

	@Override
	public void close() throws SQLException {
		this.writer.shutdownNow();
		this.connection.close();
	}

	/**
	 * One commit each time it is run.
	 */
	private final class Commits implements Runnable {

		private int next;

		@Override
		public void run() {
			if (this.next < IdleProbe.this.committed.length()) {
				SubjectProcess.orFail(() -> commit(IdleProbe.this.base + this.next));
				IdleProbe.this.committed.set(this.next, System.nanoTime());
				this.next++;
			}
		}

	}

}
