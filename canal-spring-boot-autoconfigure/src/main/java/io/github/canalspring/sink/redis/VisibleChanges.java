package io.github.canalspring.sink.redis;

import java.util.List;
import java.util.Map;
import java.util.WeakHashMap;
import java.util.function.Supplier;

import io.github.canalspring.sink.SinkException;
import io.github.canalspring.sink.TablePattern;
import io.github.canalspring.source.Change;
import io.github.canalspring.source.ChangeBatch;
import io.github.canalspring.source.SourceException;
import io.github.canalspring.source.SourceUnreachableException;
import io.github.canalspring.source.TableSchema;
import io.github.canalspring.source.Visibility;
import org.jspecify.annotations.Nullable;

/**
 * Holds the changes of some tables until they can be seen in the database: whoever finds
 * no entry in Redis after such a change then reads a row that is at least as new. Nothing
 * overtakes, and nothing waits for long that could go on: what is behind such a change in
 * the stream becomes visible behind it too. For one thread.
 */
public final class VisibleChanges implements AutoCloseable {

	private final List<TablePattern> tables;

	private final Supplier<Visibility> source;

	private final Map<TableSchema, Boolean> held = new WeakHashMap<>();

	private @Nullable Visibility visibility;

	/**
	 * Hold changes.
	 * @param tables whose changes; for none, nothing is held and nothing asked
	 * @param source opens what tells whether a change can be seen
	 */
	public VisibleChanges(List<TablePattern> tables, Supplier<Visibility> source) {
		this.tables = List.copyOf(tables);
		this.source = source;
	}

	/** No changes are held. */
	static VisibleChanges all() {
		return new VisibleChanges(List.of(), () -> {
			throw new IllegalStateException("Nothing is to be held");
		});
	}

	/**
	 * See whether it can be told.
	 * @throws SourceUnreachableException if the database does not answer
	 * @throws SinkException if it must be set up otherwise
	 */
	void check() {
		if (this.tables.isEmpty()) {
			return;
		}
		try {
			visibility().check();
		}
		catch (SourceUnreachableException ex) {
			throw ex;
		}
		catch (SourceException ex) {
			throw new SinkException(String.valueOf(ex.getMessage()), ex.remedy(), ex);
		}
	}

	/** Wait until all changes in the batches can be seen. */
	void await(List<ChangeBatch> batches) throws InterruptedException {
		Change last = this.tables.isEmpty() ? null : last(batches);
		if (last != null) {
			visibility().await(last);
		}
	}

	private @Nullable Change last(List<ChangeBatch> batches) {
		for (int index = batches.size() - 1; index >= 0; index--) {
			List<Change> changes = batches.get(index).changes();
			for (int row = changes.size() - 1; row >= 0; row--) {
				Change change = changes.get(row);
				// Rows of a snapshot were seen when they were read.
				if (!change.snapshot() && this.held.computeIfAbsent(change.schema(), this::isHeld)) {
					return change;
				}
			}
		}
		return null;
	}

	private boolean isHeld(TableSchema schema) {
		return this.tables.stream().anyMatch((table) -> table.matches(schema.id()));
	}

	private Visibility visibility() {
		Visibility visibility = this.visibility;
		if (visibility == null) {
			visibility = this.source.get();
			this.visibility = visibility;
		}
		return visibility;
	}

	@Override
	public void close() {
		if (this.visibility != null) {
			this.visibility.close();
		}
	}

}
