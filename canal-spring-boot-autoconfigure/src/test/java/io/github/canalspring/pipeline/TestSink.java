package io.github.canalspring.pipeline;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;

import io.github.canalspring.sink.Sink;
import io.github.canalspring.source.Change;
import io.github.canalspring.source.ChangeBatch;
import io.github.canalspring.source.StartFrom;
import io.github.canalspring.source.TableId;
import org.jspecify.annotations.Nullable;

/**
 * A sink in memory that keeps everything it was given.
 */
final class TestSink implements Sink {

	private final String name;

	private final List<Object> keys = new ArrayList<>();

	private final List<List<ChangeBatch>> calls = new ArrayList<>();

	volatile StartFrom defaultStart = new StartFrom.Latest();

	volatile @Nullable String checkpoint;

	volatile @Nullable Throwable loadFailure;

	volatile @Nullable Throwable applyFailure;

	volatile @Nullable Throwable checkFailure;

	volatile @Nullable Exception flushFailure;

	volatile @Nullable CountDownLatch gate;

	volatile long ahead;

	volatile int loads;

	volatile int attempts;

	volatile int flushes;

	volatile int closes;

	TestSink(String name) {
		this.name = name;
	}

	/** The values of the first column of all rows applied, in order. */
	synchronized List<Object> keys() {
		return List.copyOf(this.keys);
	}

	synchronized List<List<ChangeBatch>> calls() {
		return List.copyOf(this.calls);
	}

	@Override
	public String name() {
		return this.name;
	}

	@Override
	public boolean wants(TableId table) {
		return !table.table().equals("unwanted");
	}

	@Override
	public List<TableId> tables() {
		return List.of(new TableId("shop", "product"));
	}

	@Override
	public StartFrom defaultStart() {
		return this.defaultStart;
	}

	@Override
	public @Nullable String load() throws Exception {
		this.loads++;
		fail(this.loadFailure);
		return this.checkpoint;
	}

	@Override
	public long ahead() {
		return this.ahead;
	}

	@Override
	public void apply(List<ChangeBatch> batches) throws Exception {
		this.attempts++;
		CountDownLatch latch = this.gate;
		if (latch != null) {
			latch.await();
		}
		fail(this.applyFailure);
		synchronized (this) {
			this.calls.add(batches);
			for (ChangeBatch batch : batches) {
				for (Change change : batch.changes()) {
					this.keys.add(change.row().get(0));
				}
			}
			this.checkpoint = batches.get(batches.size() - 1).position().text();
		}
	}

	@Override
	public void check() throws Exception {
		fail(this.checkFailure);
	}

	@Override
	public void flush() throws Exception {
		this.flushes++;
		fail(this.flushFailure);
	}

	@Override
	public void close() {
		this.closes++;
	}

	private static void fail(@Nullable Throwable failure) throws Exception {
		if (failure instanceof Error error) {
			throw error;
		}
		if (failure != null) {
			throw (Exception) failure;
		}
	}

}
