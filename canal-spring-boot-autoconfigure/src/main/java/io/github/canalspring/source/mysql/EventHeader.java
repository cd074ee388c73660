package io.github.canalspring.source.mysql;

/**
 * The header that all events have. One instance is used for all, to make none per event.
 */
final class EventHeader {

	static final int LENGTH = 19;

	private static final int ARTIFICIAL = 0x20;

	private static final int IGNORABLE = 0x80;

	long timestamp;

	int type;

	long serverId;

	int length;

	private long nextPosition;

	private int flags;

	void read(byte[] bytes, int at) {
		this.timestamp = Octets.uint32(bytes, at);
		this.type = Octets.uint8(bytes, at + 4);
		this.serverId = Octets.uint32(bytes, at + 5);
		this.length = Octets.int32(bytes, at + 9);
		this.nextPosition = Octets.uint32(bytes, at + 13);
		this.flags = Octets.uint16(bytes, at + 17);
	}

	/**
	 * Whether the event is in the binlog, not made up by the server for its reader.
	 */
	boolean isLogged() {
		return this.nextPosition != 0 && (this.flags & ARTIFICIAL) == 0;
	}

	boolean isIgnorable() {
		return (this.flags & IGNORABLE) != 0;
	}

	/**
	 * Where the event ends. Headers have room for 32 bits only.
	 * @param offset an offset in the file that is not beyond that
	 * @return the offset in full
	 */
	long end(long offset) {
		long end = offset & ~0xFFFFFFFFL | this.nextPosition;
		return (end < offset) ? end + (1L << 32) : end;
	}

}
