package io.github.canalspring.source.mysql;

import java.time.Instant;
import java.util.List;

import org.jspecify.annotations.Nullable;

/**
 * Finds the first transaction that was committed at or after a time: the file by when it
 * was begun, then the transaction in it.
 */
final class TimeSearch {

	private final MysqlConnection connection;

	private final HostPort host;

	private final Instant time;

	private final BinlogPosition latest;

	TimeSearch(MysqlConnection connection, HostPort host, Instant time, BinlogPosition latest) {
		this.connection = connection;
		this.host = host;
		this.time = time;
		this.latest = latest;
	}

	/**
	 * Search.
	 * @param files the server's binlog files in their order
	 * @return where the transaction starts, or the end of the binlog if there is none
	 */
	BinlogPosition find(List<String> files) {
		int low = 0;
		int high = files.size() - 1;
		while (low < high) {
			int middle = (low + high + 1) / 2;
			// The time is cut to the second: the file before may have what is wanted,
			// too.
			if (begun(files.get(middle)).plusSeconds(1).isAfter(this.time)) {
				high = middle - 1;
			}
			else {
				low = middle;
			}
		}
		Scan scan = new Scan(files.get(low), false);
		read(scan);
		BinlogPosition found = scan.found;
		return (found != null) ? found : this.latest;
	}

	private Instant begun(String file) {
		Scan scan = new Scan(file, true);
		read(scan);
		return scan.begun;
	}

	private void read(Scan scan) {
		try {
			new SideConnection(this.connection).read(this.host, scan, "The binlog up to " + this.time);
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
			throw new IllegalStateException("Interrupted while searching for " + this.time, ex);
		}
	}

	/**
	 * Reads until it knows, and then stops.
	 */
	private final class Scan implements EventConsumer {

		private final boolean beginOnly;

		private final GtidEvents gtids = new GtidEvents();

		private BinlogPosition position;

		private Instant begun = Instant.EPOCH;

		private @Nullable BinlogPosition found;

		Scan(String file, boolean beginOnly) {
			this.position = TimeSearch.this.latest.at(file, BinlogPosition.FIRST, null);
			this.beginOnly = beginOnly;
		}

		@Override
		public BinlogPosition resume() {
			return this.position;
		}

		@Override
		public void connected(BinlogPosition from, boolean search) {
			// The position stays.
		}

		@Override
		public void event(EventHeader header, EventBytes body) throws StopReadingException {
			if (!header.isLogged() && header.type != EventCode.ROTATE) {
				return;
			}
			if (header.type == EventCode.ROTATE) {
				long offset = body.int64();
				this.position = this.position.at(body.utf8(body.remaining()), offset, null);
			}
			else {
				check(header, body);
				this.position = this.position.at(this.position.file(), header.end(this.position.offset()), null);
			}
			if (this.position.version() >= TimeSearch.this.latest.version()) {
				throw SideConnection.stop();
			}
		}

		private void check(EventHeader header, EventBytes body) throws StopReadingException {
			Instant at = Instant.ofEpochSecond(header.timestamp);
			switch (header.type) {
				case EventCode.FORMAT_DESCRIPTION -> {
					this.begun = at;
					if (this.beginOnly) {
						throw SideConnection.stop();
					}
				}
				case EventCode.GTID, EventCode.ANONYMOUS_GTID -> {
					this.gtids.mysql(body, true);
					check(this.gtids.hasTime() ? GtidEvents.time(this.gtids.committedMicros(header.timestamp))
							: at.plusMillis(999));
				}
				case EventCode.GTID_TAGGED, EventCode.MARIADB_GTID -> check(at.plusMillis(999));
				default -> {
					// Only where a transaction begins is a place to start.
				}
			}
		}

		private void check(Instant committed) throws StopReadingException {
			if (!committed.isBefore(TimeSearch.this.time)) {
				this.found = this.position;
				throw SideConnection.stop();
			}
		}

	}

}
