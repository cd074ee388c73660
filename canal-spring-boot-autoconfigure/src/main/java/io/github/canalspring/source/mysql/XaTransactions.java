package io.github.canalspring.source.mysql;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Supplier;

import io.github.canalspring.source.Change;
import io.github.canalspring.source.mysql.PreparedTransactions.Place;
import org.jspecify.annotations.Nullable;

/**
 * Keeps what XA transactions prepare until they are committed, and gives it its place
 * there. Small ones are kept in memory. The place of each is in the position, and what is
 * large, or was prepared before a restart, is read from there again.
 */
final class XaTransactions {

	/** What a transaction takes beside its changes. */
	private static final int OVERHEAD = 512;

	private final SideConnection connection;

	private final Supplier<TableMaps> tables;

	private final BatchQueue queue;

	private final long sliceSize;

	private final Map<Xid, Held> held = new HashMap<>();

	private long size;

	private @Nullable HostPort host;

	/**
	 * Create it.
	 * @param connection reads what was prepared before
	 * @param tables makes table maps for that
	 * @param queue takes what is read
	 * @param sliceSize from how many bytes on a transaction is handed on in slices; four
	 * times as much is kept in all
	 */
	XaTransactions(SideConnection connection, Supplier<TableMaps> tables, BatchQueue queue, long sliceSize) {
		this.connection = connection;
		this.tables = tables;
		this.queue = queue;
		this.sliceSize = sliceSize;
	}

	/**
	 * Tell which server is read.
	 */
	void at(HostPort host) {
		this.host = host;
	}

	/**
	 * Stop reading.
	 */
	void abort() {
		this.connection.abort();
	}

	/**
	 * A transaction is prepared, and its rows taken out of it.
	 * @param xid its id
	 * @param prepared the transaction
	 * @param position the position that was reached
	 * @return the position with it
	 */
	BinlogPosition prepare(Xid xid, OpenTransaction prepared, BinlogPosition position) {
		drop(xid);
		long bytes = prepared.bytes() + OVERHEAD;
		if (!prepared.isLeftOut() && this.size + bytes <= 4 * this.sliceSize) {
			this.held.put(xid, new Held(prepared.prepared(), bytes));
			this.size += bytes;
		}
		return position.withPrepared(position.prepared().with(xid, Place.of(prepared)));
	}

	/**
	 * A transaction ends that was prepared and committed in one. Its changes get one
	 * version, whether they are read again or not.
	 */
	void commitOnePhase(Xid xid, OpenTransaction transaction, long version) throws InterruptedException {
		if (transaction.isLeftOut()) {
			read(xid, Place.of(transaction), transaction, version);
		}
		else {
			long bytes = transaction.bytes();
			transaction.add(transaction.prepared(), bytes, version);
		}
	}

	/**
	 * A prepared transaction is committed.
	 * @param xid its id
	 * @param commit the transaction that commits it and gets its rows
	 * @param position the position that was reached
	 * @param version the version of its changes
	 * @return the position without it
	 */
	BinlogPosition commit(Xid xid, OpenTransaction commit, BinlogPosition position, long version)
			throws InterruptedException {
		Held kept = drop(xid);
		if (kept != null) {
			commit.add(kept.changes, kept.size - OVERHEAD, version);
		}
		else {
			Place place = position.prepared().place(xid);
			read(xid, (place != null) ? place : XaSearch.find(this.connection, host(), xid, commit.start()), commit,
					version);
		}
		return position.withPrepared(position.prepared().without(xid));
	}

	private void read(Xid xid, Place place, OpenTransaction into, long version) throws InterruptedException {
		into.readAgain();
		TableMaps fresh = this.tables.get();
		this.connection.read(
				host(), new XaRows(xid, place.from(into.start()), fresh,
						new RowEvents(fresh, this.queue, this.sliceSize), into, version),
				"What the XA transaction " + xid + " had prepared");
	}

	/**
	 * The server that is read.
	 */
	HostPort host() {
		return Objects.requireNonNull(this.host);
	}

	/**
	 * A prepared transaction is rolled back.
	 * @param xid its id
	 * @param position the position that was reached
	 * @return the position without it
	 */
	BinlogPosition rollBack(Xid xid, BinlogPosition position) {
		drop(xid);
		return position.withPrepared(position.prepared().without(xid));
	}

	private @Nullable Held drop(Xid xid) {
		Held dropped = this.held.remove(xid);
		this.size -= (dropped != null) ? dropped.size : 0;
		return dropped;
	}

	/**
	 * Changes that are kept.
	 *
	 * @param changes the changes
	 * @param size roughly the memory that they take, all in all
	 */
	private record Held(List<Change> changes, long size) {
	}

}
