package io.github.canalspring.sink.handler;

import java.io.IOException;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;

import io.github.canalspring.Finding;
import io.github.canalspring.checkpoint.CheckpointStore;
import io.github.canalspring.checkpoint.CorruptCheckpointException;
import io.github.canalspring.sink.ChangesRefusedException;
import io.github.canalspring.sink.Sink;
import io.github.canalspring.sink.SinkException;
import io.github.canalspring.sink.TablePattern;
import io.github.canalspring.source.Change;
import io.github.canalspring.source.ChangeBatch;
import io.github.canalspring.source.Position;
import io.github.canalspring.source.StartFrom;
import io.github.canalspring.source.TableId;
import io.github.canalspring.source.TableSchema;
import org.jspecify.annotations.Nullable;

/**
 * The application's handler methods as a sink. A call that fails makes {@link #apply}
 * fail; when it is repeated, it goes on with that very call. The checkpoint is moved when
 * all calls have succeeded, and when one fails, to the last batch before it. Where
 * changes may be parked, everything else is delivered first, and then those are refused
 * on which calls failed.
 */
public final class HandlerSink implements Sink {

	/** More versions of tables than this are not in use at once. */
	private static final int MAX_ROUTES = 1024;

	private final String server;

	private final HandlerRegistry registry;

	private final CheckpointStore checkpoints;

	private final HandlerCalls calls;

	private final String checkpointName;

	private final Map<TableSchema, TableHandler[]> routes = new IdentityHashMap<>();

	private @Nullable Flush flush;

	private @Nullable String saved;

	/**
	 * Create a sink that tries each call once before it fails.
	 * @param destination the name of the stream, {@code canal.server.dest}
	 * @param registry the handler methods
	 * @param checkpoints where the position is kept
	 */
	public HandlerSink(String destination, HandlerRegistry registry, CheckpointStore checkpoints) {
		this(destination, "", registry, checkpoints, HandlerCalls.once());
	}

	/**
	 * Create the sink.
	 * @param destination the name of the stream
	 * @param server the name of the server whose handlers are meant; empty for the one
	 * that has none
	 * @param registry the handler methods
	 * @param checkpoints where the position is kept
	 * @param calls how the methods are called
	 */
	public HandlerSink(String destination, String server, HandlerRegistry registry, CheckpointStore checkpoints,
			HandlerCalls calls) {
		this.server = server;
		this.registry = registry;
		this.checkpoints = checkpoints;
		this.calls = calls;
		this.checkpointName = destination + "-handlers";
	}

	@Override
	public String name() {
		return "handlers";
	}

	@Override
	public boolean wants(TableId table) {
		return this.registry.handlers(this.server).stream().anyMatch((handler) -> handler.wants(table));
	}

	@Override
	public boolean wantsSnapshot(TableId table) {
		return this.registry.handlers(this.server)
			.stream()
			.anyMatch((handler) -> handler.wants(table) && handler.wantsSnapshots());
	}

	@Override
	public List<TableId> tables() {
		return TablePattern.exact(
				this.registry.handlers(this.server).stream().flatMap((handler) -> handler.tables().stream()).toList());
	}

	@Override
	public StartFrom defaultStart() {
		return new StartFrom.Latest();
	}

	@Override
	public @Nullable String load() throws IOException {
		this.flush = null;
		this.routes.clear();
		try {
			this.saved = this.checkpoints.load(this.checkpointName);
			return this.saved;
		}
		catch (CorruptCheckpointException ex) {
			throw new SinkException(ex.getMessage(),
					"Restore it from a backup; or remove it, and the handlers start where "
							+ (this.server.isEmpty() ? "canal" : "canal.servers." + this.server) + ".start-from says",
					ex);
		}
	}

	@Override
	public void apply(List<ChangeBatch> batches) throws Exception {
		Flush current = this.flush;
		if (current == null || !current.isFor(batches)) {
			current = new Flush(batches, this::route, this.calls);
			this.flush = current;
		}
		try {
			current.run();
		}
		catch (ChangesRefusedException ex) {
			throw ex; // What comes behind the refused changes is done, they are not.
		}
		catch (Exception ex) {
			saveBefore(ex, current);
			throw ex;
		}
		save(current.lastDone());
		this.flush = null;
	}

	@Override
	public void replay(List<Change> changes, Position position) throws Exception {
		new Flush(List.of(new ChangeBatch(changes, position, changes.get(0).committedAt(), 0)), this::route, this.calls)
			.run();
	}

	/** The application may stop before the failing call succeeds. */
	private void saveBefore(Exception failure, Flush current) {
		try {
			save(current.lastDone());
		}
		catch (IOException ex) {
			failure.addSuppressed(ex);
		}
	}

	private void save(@Nullable ChangeBatch done) throws IOException {
		if (done != null) {
			String position = done.position().text();
			if (!position.equals(this.saved)) {
				this.checkpoints.save(this.checkpointName, position);
				this.saved = position;
			}
		}
	}

	@Override
	public List<Finding> diagnose(TableSchema table) {
		return this.registry.handlers(this.server)
			.stream()
			.filter((handler) -> handler.wants(table.id()))
			.flatMap((handler) -> handler.diagnose(table).stream())
			.toList();
	}

	private TableHandler[] route(TableSchema table) {
		if (this.routes.size() >= MAX_ROUTES) {
			this.routes.clear();
		}
		return this.routes.computeIfAbsent(table,
				(key) -> this.registry.handlers(this.server)
					.stream()
					.filter((handler) -> handler.wants(key.id()))
					.toArray(TableHandler[]::new));
	}

	@Override
	public void close() {
		this.flush = null;
		this.checkpoints.release(this.checkpointName);
	}

}
