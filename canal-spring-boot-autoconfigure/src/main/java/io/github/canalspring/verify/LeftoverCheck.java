package io.github.canalspring.verify;

import java.io.IOException;
import java.util.ArrayDeque;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.CompletionException;

import io.github.canalspring.sink.Mismatch;
import io.github.canalspring.snapshot.ChunkSize;
import io.github.canalspring.snapshot.LeftoverPage;
import io.github.canalspring.snapshot.LeftoverSearch;
import io.github.canalspring.source.Entry;
import io.github.canalspring.source.Leftovers;
import io.github.canalspring.source.SourceUnreachableException;
import io.github.canalspring.source.StartFrom;
import io.github.canalspring.source.Subscription;
import io.github.canalspring.source.TableId;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Goes through the entries of a sink and finds those that no row has, page by page. What
 * the stream changes meanwhile is looked at again.
 */
final class LeftoverCheck {

	private static final Logger logger = LoggerFactory.getLogger(LeftoverCheck.class);

	/** Of more, some may be counted twice: the memory matters more. */
	private static final int MOST_TOLD = 100_000;

	private final Subject subject;

	private final VerifyTask task;

	/** Those of the task that can be compared. */
	private final List<TableId> tables;

	private final ChunkSize size;

	private final Patience patience;

	private final Tally tally;

	private final Queue<Runnable> work = new ArrayDeque<>();

	/** An entry may come twice, also because everything begins again. */
	private final Set<Entry> told = new HashSet<>();

	LeftoverCheck(Subject subject, VerifyTask task, List<TableId> tables, ChunkSize size, Patience patience,
			Tally tally) {
		this.subject = subject;
		this.task = task;
		this.tables = tables;
		this.size = size;
		this.patience = patience;
		this.tally = tally;
	}

	void run() throws EndedException, InterruptedException {
		this.patience.until(() -> {
			try (LeftoverSearch search = search()) {
				while (!search.isDone()) {
					this.patience.sleep(this.size.untilOpen().toMillis());
					this.patience.until(() -> look(search));
				}
				return true;
			}
			catch (BrokenScanException ex) {
				throw new IOException(ex.getMessage(), ex);
			}
			finally {
				this.work.clear();
			}
		});
	}

	private LeftoverSearch search() {
		Subscription subscription = new Subscription(new StartFrom.Latest(), this.subject.wanted(), (table) -> true,
				(table) -> true, this.subject.comparison().entries());
		return LeftoverSearch.now(this.subject.source(), this.subject.reader(), subscription, this.tables,
				this.task.range(), this.work::add);
	}

	private boolean look(LeftoverSearch search)
			throws LookAgainException, IOException, EndedException, InterruptedException {
		this.subject.requireWhole(this.tables);
		try (PipelineWatch.Watched<LeftoverPage> watched = this.subject.watch()
			.watch(search::next, (position) -> this.subject.isWhole(this.tables, position))) {
			for (Runnable next = this.work.poll(); next != null; next = this.work.poll()) {
				next.run();
			}
			if (watched == null) {
				return true;
			}
			Set<Entry> entries = watched.get(LeftoverPage::entries);
			try {
				watched.arrive();
				watched.awaitDue(this.patience.waitNanos());
				judge(watched);
				search.again(watched.get(LeftoverPage::changed));
			}
			catch (LookAgainException ex) {
				search.again(entries);
				throw ex;
			}
			return true;
		}
		catch (CompletionException ex) {
			throw failure(ex);
		}
	}

	private static RuntimeException failure(CompletionException failure) throws InterruptedException {
		Throwable cause = failure.getCause();
		if (cause instanceof InterruptedException interrupted) {
			throw interrupted;
		}
		if (cause instanceof SourceUnreachableException || cause instanceof IOException) {
			return new BrokenScanException(cause);
		}
		return (cause instanceof RuntimeException known) ? known : failure;
	}

	private void judge(PipelineWatch.Watched<LeftoverPage> watched)
			throws LookAgainException, IOException, InterruptedException {
		Map<Entry, Mismatch> found = new LinkedHashMap<>();
		for (Mismatch mismatch : this.subject.comparison().leftOver(watched.get(LeftoverPage::left))) {
			found.put(mismatch.entry(), mismatch);
		}
		found.keySet().retainAll(watched.get(LeftoverPage::left));
		this.size.spend(watched.get(LeftoverPage::size));
		this.tally.entries(watched.get(LeftoverPage::size));
		found.forEach((entry, mismatch) -> {
			if (this.told.size() >= MOST_TOLD || this.told.add(entry)) {
				this.tally.found(mismatch);
			}
		});
		if (this.task.mend() && !found.isEmpty()) {
			mend(watched, found.keySet());
		}
	}

	private void mend(PipelineWatch.Watched<LeftoverPage> watched, Set<Entry> found)
			throws LookAgainException, InterruptedException {
		Set<Entry> removed = new HashSet<>();
		String refused = watched.ask((kept) -> {
			List<Entry> left = watched.get(LeftoverPage::left).stream().filter(found::contains).toList();
			this.subject.sink().mend(List.of(), new Leftovers(left, watched.reached().version()), kept);
			removed.addAll(left);
		}, this.patience.waitNanos());
		if (refused != null) {
			logger.warn("{}: what is left over could not be deleted: {}", this.subject.name(), refused);
		}
		this.tally.mended(removed.size());
	}

	/**
	 * The entries cannot be gone through any further: begin again.
	 */
	private static final class BrokenScanException extends RuntimeException {

		private static final long serialVersionUID = 1L;

		private BrokenScanException(Throwable cause) {
			super(cause.getMessage(), cause);
		}

	}

}
