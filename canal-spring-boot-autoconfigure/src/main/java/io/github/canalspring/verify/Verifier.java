package io.github.canalspring.verify;

import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;

import io.github.canalspring.Verification;
import io.github.canalspring.VerifyStatus;
import io.github.canalspring.sink.Comparison;
import io.github.canalspring.sink.Sink;
import io.github.canalspring.sink.SinkException;
import io.github.canalspring.source.ChangeSource;
import io.github.canalspring.source.KeyRange;
import io.github.canalspring.source.Position;
import io.github.canalspring.source.SourceException;
import io.github.canalspring.source.TableId;
import io.github.canalspring.source.TableReader;
import io.github.canalspring.source.TableSchema;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.event.Level;

/**
 * Compares what a pipeline's sink holds with MySQL, when it is asked to and, if that is
 * configured, by itself on a thread of its own. Keeps no progress: after a restart of the
 * application it begins again. Safe for use by several threads.
 */
public final class Verifier {

	private static final Logger logger = LoggerFactory.getLogger(Verifier.class);

	private static final Duration PATIENCE = Duration.ofSeconds(30);

	private final String name;

	private final ChangeSource source;

	private final Sink sink;

	private final Predicate<TableId> wanted;

	private final VerifySettings settings;

	private final Clock clock;

	private final PipelineWatch watch = new PipelineWatch();

	private volatile boolean stopped = true;

	private @Nullable ScheduledThreadPoolExecutor executor;

	private @Nullable Tally running;

	private @Nullable Verification last;

	private @Nullable Verification lastOfAll;

	/**
	 * Create a verifier.
	 * @param name the pipeline's name
	 * @param source where its changes come from
	 * @param sink where they go
	 * @param filter the tables that may be read
	 * @param settings when to compare by itself, and how
	 * @param clock the application's clock
	 */
	public Verifier(String name, ChangeSource source, Sink sink, Predicate<TableId> filter, VerifySettings settings,
			Clock clock) {
		this.name = name;
		this.source = source;
		this.sink = sink;
		this.wanted = filter.and((table) -> sink.wants(table) && sink.wantsSnapshot(table));
		this.settings = settings;
		this.clock = clock;
	}

	/**
	 * To be told what the pipeline does.
	 * @return the watch
	 */
	public PipelineWatch watch() {
		return this.watch;
	}

	/**
	 * Whether there is something to compare, and with what.
	 * @return whether the sink keeps copies and the source reads tables
	 */
	public boolean isPossible() {
		return this.source.tableReader() != null && this.sink.comparison() != null;
	}

	/** The pipeline starts. */
	public synchronized void start() {
		this.stopped = false;
		Duration every = this.settings.every();
		if (every == null || this.sink.comparison() == null) {
			return;
		}
		if (!isPossible()) {
			logger.warn("{}: canal.verify.every compares nothing here: behind a Canal server or a broker there is no "
					+ "table to compare with", this.name);
			return;
		}
		ScheduledThreadPoolExecutor scheduler = new ScheduledThreadPoolExecutor(1, (task) -> {
			Thread thread = new Thread(task, "canal-" + this.name + "-verify");
			thread.setDaemon(true);
			return thread;
		});
		scheduler.scheduleAtFixedRate(this::verifyAll, 0, every.toMillis(), TimeUnit.MILLISECONDS);
		this.executor = scheduler;
	}

	/** The pipeline stops. What is under way ends. */
	public synchronized void stop() {
		this.stopped = true;
		if (this.executor != null) {
			this.executor.shutdownNow();
			this.executor = null;
		}
	}

	/** As often as it takes: whoever is not there now will be. */
	private void verifyAll() {
		Patience patience = new Patience(null, () -> this.stopped);
		try {
			List<TableId> tables = patience.until(this::whole);
			VerifyTask task = new VerifyTask(tables, KeyRange.ALL, this.settings.mend(), this.settings.examples());
			Verification result = run(task, patience);
			synchronized (this) {
				this.lastOfAll = result.isComplete() ? result : this.lastOfAll;
			}
		}
		catch (EndedException ex) {
			logger.debug("{}: {}", this.name, ex.getMessage());
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
		}
		catch (RuntimeException ex) {
			logger.error("{}: comparing failed, it is done again in {}", this.name, this.settings.every(), ex);
		}
	}

	/** All tables of which the pipeline is told everything. */
	private List<TableId> whole() throws LookAgainException {
		Position reached = this.watch.position();
		if (reached == null) {
			throw new LookAgainException("The pipeline does not read at the moment");
		}
		List<TableId> tables = new ArrayList<>();
		for (TableSchema table : this.source.describe(this.wanted)) {
			String withheld = this.source.withheld(table.id(), reached);
			if (withheld == null) {
				tables.add(table.id());
			}
			else {
				logger.info("{}: {}, so it is not compared", this.name, withheld);
			}
		}
		return tables;
	}

	/**
	 * Compare now, on the caller's thread.
	 * @param task what
	 * @return what came of it
	 * @throws InterruptedException if the thread is interrupted
	 */
	public Verification verify(VerifyTask task) throws InterruptedException {
		return run(task, new Patience(PATIENCE, () -> this.stopped));
	}

	private Verification run(VerifyTask task, Patience patience) throws InterruptedException {
		TableReader reader = this.source.tableReader();
		Comparison comparison = this.sink.comparison();
		if (reader == null || comparison == null) {
			throw new IllegalStateException("There is nothing to compare in " + this.name);
		}
		Tally tally = new Tally(this.name, task, this.clock);
		synchronized (this) {
			this.running = tally;
		}
		try (comparison) {
			new VerifyRun(new Subject(this.name, this.source, reader, this.wanted, this.sink, comparison, this.watch),
					task, this.settings.chunks(), patience, tally, this.clock)
				.run();
		}
		catch (EndedException | SourceException | SinkException ex) {
			tally.problem(String.valueOf(ex.getMessage()));
		}
		finally {
			tally.finish();
			synchronized (this) {
				this.running = (this.running == tally) ? null : this.running;
			}
		}
		Verification result = tally.result();
		synchronized (this) {
			this.last = result;
		}
		log(result);
		return result;
	}

	private void log(Verification result) {
		String what = "%s: compared %d rows and %d entries of %s with MySQL".formatted(result.pipeline(), result.rows(),
				result.entries(), result.tables());
		if (result.differences() > 0) {
			logger.warn("{}: {} missing, {} different, {} left over; {} of these were mended. Such as: {}", what,
					result.missing(), result.different(), result.leftOver(), result.mended(), result.examples());
		}
		if (result.error() != null) {
			logger.atLevel(this.stopped ? Level.INFO : Level.WARN)
				.log("{}, and could not go on: {}", what, result.error());
		}
		else {
			logger.info("{}: {} differences; {} rows changed too often to be judged", what, result.differences(),
					result.unsettled());
		}
	}

	/**
	 * What is known of the copies. May be called at any time.
	 * @return the status; {@code null} if nothing was compared yet
	 */
	public synchronized @Nullable VerifyStatus status() {
		return (this.running == null && this.last == null) ? null
				: new VerifyStatus((this.running != null) ? this.running.result() : null, this.last, this.lastOfAll);
	}

}
