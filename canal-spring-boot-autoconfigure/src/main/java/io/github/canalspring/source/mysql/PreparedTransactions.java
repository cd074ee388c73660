package io.github.canalspring.source.mysql;

import java.time.Instant;
import java.util.Collections;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.Collectors;

import io.github.canalspring.source.SourceException;
import org.jspecify.annotations.Nullable;

/**
 * Where the rows of XA transactions are logged that were prepared and neither committed
 * nor rolled back yet. Part of a position: what was read before it may be wanted after
 * it. Immutable.
 *
 * @param places where each is logged
 */
record PreparedTransactions(Map<Xid, Place> places) {

	static final PreparedTransactions NONE = new PreparedTransactions(Map.of());

	PreparedTransactions with(Xid xid, Place place) {
		Map<Xid, Place> more = new LinkedHashMap<>(this.places);
		more.put(xid, place);
		return new PreparedTransactions(Collections.unmodifiableMap(more));
	}

	PreparedTransactions without(Xid xid) {
		if (!this.places.containsKey(xid)) {
			return this;
		}
		Map<Xid, Place> fewer = new LinkedHashMap<>(this.places);
		fewer.remove(xid);
		return new PreparedTransactions(Collections.unmodifiableMap(fewer));
	}

	@Nullable Place place(Xid xid) {
		return this.places.get(xid);
	}

	/**
	 * The same at another server, which knows nothing of this one's files.
	 */
	PreparedTransactions elsewhere() {
		Map<Xid, Place> others = new LinkedHashMap<>();
		this.places.forEach((xid, place) -> others.put(xid, new Place("", 0, place.gtids(), place.seconds())));
		return new PreparedTransactions(Collections.unmodifiableMap(others));
	}

	/**
	 * When the oldest of them was prepared.
	 * @return the time; {@code null} where there is none, or it is not known
	 */
	@Nullable Instant oldest() {
		return this.places.values()
			.stream()
			.filter((place) -> place.seconds() != 0)
			.map((place) -> Instant.ofEpochSecond(place.seconds()))
			.min(Comparator.naturalOrder())
			.orElse(null);
	}

	String text() {
		return this.places.entrySet()
			.stream()
			.map((entry) -> entry.getKey().text() + "/" + entry.getValue().text())
			.collect(Collectors.joining("|"));
	}

	static PreparedTransactions parse(String text) {
		PreparedTransactions result = NONE;
		for (String entry : text.split("\\|")) {
			if (!entry.isEmpty()) {
				String[] parts = entry.split("/", -1);
				if (parts.length < 4 || parts.length > 5) {
					throw new IllegalArgumentException("Not a prepared transaction: " + entry);
				}
				result = result.with(new Xid(parts[0]), new Place(parts[1], Long.parseLong(parts[2]), parts[3],
						(parts.length == 5) ? Long.parseLong(parts[4]) : 0));
			}
		}
		return result;
	}

	/**
	 * Where a prepared transaction is logged.
	 *
	 * @param file the file; empty where only the GTID tells
	 * @param offset where it starts in the file
	 * @param gtids MySQL's GTID of it, or what MariaDB had executed before it; empty
	 * where that is not known
	 * @param seconds when it was prepared, in seconds of the epoch; 0 where that is not
	 * known
	 */
	record Place(String file, long offset, String gtids, long seconds) {

		/**
		 * The place of a transaction.
		 * @param prepared the transaction that was read
		 */
		static Place of(OpenTransaction prepared) {
			BinlogPosition start = prepared.start();
			Gtid gtid = prepared.gtid();
			String gtids = (start.gtids() instanceof MariadbGtidSet before) ? before.toString()
					: (start.gtids() != null && gtid != null) ? gtid.get() : "";
			return new Place(start.file(), start.offset(), gtids, prepared.seconds());
		}

		private String text() {
			return this.file + "/" + this.offset + "/" + this.gtids + ((this.seconds != 0) ? "/" + this.seconds : "");
		}

		/**
		 * From where the server is to be asked for the transaction.
		 * @param current the position that was reached
		 */
		BinlogPosition from(BinlogPosition current) {
			GtidSet before = null;
			if (!this.gtids.isEmpty()) {
				before = (current.gtids() instanceof MysqlGtidSet read) ? read.without(MysqlGtidSet.parse(this.gtids))
						: MariadbGtidSet.parse(this.gtids);
			}
			if (!this.file.isEmpty()) {
				return BinlogPosition.of(this.file, this.offset).withGtids(before).withServer(current.server());
			}
			if (before == null) {
				throw new SourceException(
						"An XA transaction was prepared at another server, and has no GTID to find it by",
						"Compare what it wrote with the tables, then start again past this position");
			}
			return BinlogPosition.of(before).withServer(current.server());
		}

	}

}
