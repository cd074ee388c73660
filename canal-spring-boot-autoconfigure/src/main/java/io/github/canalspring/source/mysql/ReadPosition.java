package io.github.canalspring.source.mysql;

import org.jspecify.annotations.Nullable;

/**
 * How far a binlog is read, and the position after the last transaction. Every
 * transaction moves it and hardly anyone asks for it, so it is put together only then.
 * For one thread.
 */
final class ReadPosition {

	/** No file is that much longer than what was read of it. */
	private static final long FAR = 1L << 31;

	/** As it was when it was put together last. */
	private BinlogPosition position;

	/** Whether transactions ended since then: at this offset, with these tables. */
	private boolean moved;

	private long end;

	private TableHistory tables;

	/** Which they were, as far as they have ids: all of one source, without a gap. */
	private Gtid.@Nullable Source source;

	private long first;

	private long last;

	private String file = "";

	private long fileVersion;

	private long offset;

	/** When the file was begun; 0 until that is known. */
	private long begun;

	private long skip;

	/**
	 * Whether the server was asked by GTIDs and has not yet told a place: before that, to
	 * go on by file and offset would bring what the GTID set excludes.
	 */
	private boolean searching;

	ReadPosition(BinlogPosition from) {
		this.position = from.withSkip(0);
		this.tables = from.tables();
		this.end = from.offset();
		this.skip = from.skip();
	}

	/**
	 * Begin to read there.
	 * @param search whether the server was asked by GTIDs
	 */
	void start(BinlogPosition from, boolean search) {
		set(from.withSkip(0));
		this.skip = from.skip();
		this.searching = search;
		this.file = search ? "" : from.file();
		this.fileVersion = this.position.base(this.file);
		this.offset = search ? 0 : from.offset();
		this.begun = 0;
	}

	/**
	 * The position after the last transaction, or between two.
	 */
	BinlogPosition get() {
		if (this.moved) {
			GtidSet executed = this.position.gtids();
			Gtid.Source added = this.source;
			this.position = this.position
				.at(this.file, this.end,
						(executed != null && added != null) ? executed.with(added, this.first, this.last) : executed,
						this.begun)
				.withTables(this.tables);
			this.moved = false;
			this.source = null;
		}
		return this.position;
	}

	/**
	 * Take another one that tells more of the same place.
	 */
	void set(BinlogPosition position) {
		this.position = position;
		this.moved = false;
		this.source = null;
		this.end = position.offset();
		this.tables = position.tables();
	}

	/** Which rows of the next transaction are done. */
	long skip() {
		return this.skip;
	}

	String file() {
		return this.file;
	}

	/** The version of what ends where the file is read to. */
	long version() {
		return this.fileVersion | this.offset;
	}

	/**
	 * Where the file is read to, perhaps within a transaction.
	 */
	BinlogPosition here() {
		return get().at(this.file, this.offset, null);
	}

	/** For messages. */
	String place() {
		return this.file + ":" + this.offset;
	}

	/**
	 * Move on over an event.
	 * @param between whether it is between two transactions
	 */
	void pass(EventHeader header, boolean between) {
		if (this.searching && (header.type == EventCode.MARIADB_GTID || header.type == EventCode.HEARTBEAT)
				&& this.file.equals(get().file())) {
			// What was read is skipped by the server: it is at or after that place.
			this.offset = Math.max(this.offset, get().offset());
		}
		if (header.isLogged() && header.type != EventCode.ROTATE) {
			long end = header.end(this.offset);
			if (header.type != EventCode.HEARTBEAT || between && end - this.offset < FAR) {
				this.offset = end;
				this.searching &= header.type != EventCode.HEARTBEAT;
			}
		}
	}

	/**
	 * A transaction begins.
	 * @param header of its first event
	 */
	void begin(EventHeader header) {
		if (this.searching) {
			set(get().at(this.file, this.offset - header.length, get().gtids(), this.begun));
			this.searching = false;
		}
	}

	/**
	 * A transaction has ended.
	 * @param source where it was committed first; {@code null} if it has no id
	 * @param number its number there
	 * @param tables the tables as they are now
	 */
	void commit(Gtid.@Nullable Source source, long number, TableHistory tables) {
		if (source != null) {
			if (source != this.source || number != this.last + 1) {
				get();
				this.source = source;
				this.first = number;
			}
			this.last = number;
		}
		this.tables = tables;
		move();
	}

	/**
	 * Move on over what is in no transaction.
	 * @return whether there was anything
	 */
	boolean advance() {
		if (this.searching || this.offset == this.end && (this.moved || this.file.equals(this.position.file()))) {
			return false;
		}
		move();
		return true;
	}

	private void move() {
		this.end = this.offset;
		this.moved = true;
		this.skip = 0;
	}

	/**
	 * Go on elsewhere.
	 */
	void rotate(String file, long offset) {
		if (!file.equals(this.file)) {
			this.fileVersion = get().base(file);
			this.file = file;
			this.begun = 0;
		}
		this.offset = offset;
	}

	/**
	 * The file tells when it was begun.
	 * @param begun in seconds of the epoch
	 * @return whether it is the file that the position is in, as far as can be told
	 */
	boolean isBegun(long begun) {
		BinlogPosition reached = get();
		this.begun = begun;
		if (!this.file.equals(reached.file())) {
			return true;
		}
		if (reached.begun() != 0 && reached.begun() != begun) {
			return false;
		}
		this.position = reached.withBegun(begun);
		return true;
	}

}
