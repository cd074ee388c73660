package io.github.canalspring.source.mysql;

import java.util.HashSet;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Predicate;
import java.util.function.Supplier;

import io.github.canalspring.source.TableId;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What a stream knows of the tables where the binlog has no column names. For one thread.
 */
final class KnownTables {

	private static final Logger logger = LoggerFactory.getLogger(KnownTables.class);

	private final Predicate<TableId> wanted;

	private final TableLookup lookup;

	private TableHistory history = TableHistory.NONE;

	/** Whether the server was asked for all tables. */
	private boolean asked;

	private Supplier<Place> place = () -> {
		throw new IllegalStateException("Nothing is read");
	};

	KnownTables(Predicate<TableId> wanted, TableLookup lookup) {
		this.wanted = wanted;
		this.lookup = lookup;
	}

	/**
	 * Tell how to find out where the stream is.
	 */
	void follow(Supplier<Place> whereItIs) {
		this.place = whereItIs;
	}

	TableHistory history() {
		return this.history;
	}

	/**
	 * Go on with what was known at a position, or find it out there.
	 */
	void resume(BinlogPosition from) {
		this.history = from.tables();
		if (!this.asked && !this.history.isBegun() && !from.file().isEmpty()) {
			this.history = this.lookup.begin(from).with(from.tables());
			this.asked = true;
		}
	}

	/** The binlog has names again. */
	void forget() {
		this.history = TableHistory.NONE;
	}

	/**
	 * The definition that logged rows have.
	 * @param map the rows' table map event
	 * @param check fails if they cannot be
	 * @throws ColumnsUnknownException if it cannot be told
	 */
	TableDefinition find(TableMap map, Consumer<TableDefinition> check) {
		TableDefinition known = this.history.get(map.id());
		if (known != null) {
			try {
				check.accept(known);
				return known;
			}
			catch (ColumnsUnknownException ex) {
				logger.warn("Table {} is looked up again: {}", map.id(), ex.getMessage());
			}
		}
		Place now = this.place.get();
		TableDefinition found = this.lookup.find(map.id(), now);
		check.accept(found);
		this.history = this.history.with(found);
		return found;
	}

	/**
	 * Take note of a statement.
	 * @param failed whether it ended with an error
	 */
	void define(Ddl ddl, boolean failed) {
		if (this.history != TableHistory.NONE) {
			this.history = this.history.after(ddl, failed, this.wanted);
		}
	}

	/** The wanted tables of a database, as far as they are known. */
	Set<TableId> in(String database) {
		Set<TableId> found = new HashSet<>(this.history.in(database));
		found.removeIf(this.wanted.negate());
		return found;
	}

	/**
	 * Where a stream is.
	 *
	 * @param start where the transaction starts, from which events can be read again
	 * @param now behind the event that is read
	 */
	record Place(BinlogPosition start, BinlogPosition now) {
	}

}
