package io.github.canalspring.source.canal;

import java.util.List;
import java.util.function.Predicate;

import io.github.canalspring.source.ChangeSource;
import io.github.canalspring.source.ChangeStream;
import io.github.canalspring.source.Position;
import io.github.canalspring.source.SourceException;
import io.github.canalspring.source.StartFrom;
import io.github.canalspring.source.Subscription;
import io.github.canalspring.source.TableId;
import io.github.canalspring.source.TableSchema;
import org.jspecify.annotations.Nullable;

/**
 * A destination of a Canal server. The server keeps the destination's one cursor, so all
 * pipelines share a connection, and a batch is acknowledged when each of them has applied
 * it. Values are as exact as Canal's texts; see the documentation for what those lose.
 */
public final class CanalChangeSource implements ChangeSource {

	private final CanalConnection connection;

	private final CanalReader reader;

	public CanalChangeSource(CanalConnection connection) {
		this.connection = connection;
		this.reader = new CanalReader(connection);
	}

	@Override
	public String describe() {
		return this.connection.description();
	}

	/** Does nothing: a Canal server tells nothing of its database but the changes. */
	@Override
	public void check(List<TableId> tables) {
	}

	@Override
	public boolean keepsCursor() {
		return true;
	}

	@Override
	public void announce(String name, Predicate<TableId> tables) {
		this.reader.feed().announce(name, tables);
	}

	@Override
	public Position resolve(StartFrom startFrom) {
		if (startFrom instanceof StartFrom.Upstream) {
			return CanalPosition.CURSOR;
		}
		throw new SourceException("The cursor of a Canal destination cannot be set by its clients",
				"Leave " + this.connection.besideProperty("start-from")
						+ " out. Where the destination begins is set at the Canal server, by "
						+ "canal.instance.master.journal.name, .position or .timestamp.");
	}

	@Override
	public Position position(String text) {
		return CanalPosition.parse(text);
	}

	@Override
	public Position latest() {
		throw new SourceException("A Canal server does not tell how far its database is",
				"Wait for what you expect to see instead, or read from the database itself.");
	}

	@Override
	public @Nullable TableSchema describe(TableId table) {
		return null;
	}

	@Override
	public ChangeStream open(String name, Position from, Predicate<TableId> tables) {
		announce(name, tables);
		return this.reader.open(name, false, (CanalPosition) from);
	}

	@Override
	public ChangeStream open(String name, Position from, Subscription subscription) {
		announce(name, subscription.tables());
		return this.reader.open(name, subscription.entries() != null, (CanalPosition) from);
	}

	@Override
	public String toString() {
		return describe();
	}

}
