package io.github.canalspring.source.mysql;

import java.io.IOException;
import java.time.Instant;
import java.util.UUID;

import com.github.shyiko.mysql.binlog.event.deserialization.GtidTaggedEventDataDeserializer;
import com.github.shyiko.mysql.binlog.event.deserialization.PreviousGtidSetDeserializer;
import com.github.shyiko.mysql.binlog.io.ByteArrayInputStream;
import org.jspecify.annotations.Nullable;

/**
 * Reads the events that carry global transaction ids. What the last one told is kept in
 * parts, to make no object per transaction. For one thread.
 */
final class GtidEvents {

	/** Of MariaDB's flags: the transaction is prepared only. */
	static final int PREPARED_XA = 64;

	private static final int TIMES = 2;

	private static final long TWO_TIMES = 1L << 55;

	private static final long MICROS = 1_000_000;

	private long mostBits;

	private long leastBits;

	/** Of the last event, or the one before, as the next is most often of the same. */
	private Gtid.@Nullable Source source;

	private boolean anonymous = true;

	private long number;

	private long committed;

	/**
	 * Read a GTID event of MySQL.
	 * @param in the event's body
	 * @param anonymous whether its id means nothing
	 */
	void mysql(EventBytes in, boolean anonymous) {
		in.skip(1);
		long most = in.bigEndian(8);
		long least = in.bigEndian(8);
		this.number = in.int64();
		this.anonymous = anonymous;
		this.committed = 0;
		if (in.remaining() >= 24 && in.uint8() == TIMES) {
			in.skip(16);
			this.committed = in.number(7) & TWO_TIMES - 1;
		}
		if (!anonymous && (this.source == null || most != this.mostBits || least != this.leastBits)) {
			this.mostBits = most;
			this.leastBits = least;
			this.source = Gtid.Source.mysql(new UUID(most, least).toString());
		}
	}

	void tagged(EventBytes in) throws IOException {
		var data = new GtidTaggedEventDataDeserializer().deserialize(stream(in));
		this.committed = data.getImmediateCommitTimestamp();
		String tag = data.getMySqlGtid().getTag();
		UUID uuid = data.getMySqlGtid().getServerId();
		this.source = Gtid.Source.mysql(tag.isEmpty() ? uuid.toString() : uuid + ":" + tag);
		// An event without a tag has to be compared with its own kind.
		this.mostBits = 0;
		this.leastBits = 0;
		this.number = data.getMySqlGtid().getTransactionId();
		this.anonymous = false;
	}

	/**
	 * Read a GTID event of MariaDB, up to the flags.
	 * @param in the event's body
	 * @param server the id of the server that committed the transaction
	 */
	void mariadb(EventBytes in, long server) {
		this.committed = 0;
		this.number = in.int64();
		this.anonymous = false;
		long domain = in.uint32();
		if (this.source == null || domain != this.mostBits || server != this.leastBits) {
			this.mostBits = domain;
			this.leastBits = server;
			this.source = Gtid.Source.mariadb(domain, server);
		}
	}

	/**
	 * Where the transaction of the event read last was committed first.
	 * @return the source; the same one for the next transaction from there; {@code null}
	 * for one without an id
	 */
	Gtid.@Nullable Source source() {
		return this.anonymous ? null : this.source;
	}

	/**
	 * The number of that transaction there.
	 */
	long number() {
		return this.number;
	}

	/**
	 * When that transaction was committed.
	 * @param written when the event was written, in seconds of the epoch
	 * @return microseconds of the epoch; those of the event where it does not tell
	 */
	long committedMicros(long written) {
		return (this.committed != 0) ? this.committed : micros(written);
	}

	boolean hasTime() {
		return this.committed != 0;
	}

	/**
	 * A time of an event's header in microseconds.
	 */
	static long micros(long seconds) {
		return seconds * MICROS;
	}

	/**
	 * A time that is counted in microseconds.
	 */
	static Instant time(long micros) {
		return Instant.ofEpochSecond(micros / MICROS, micros % MICROS * 1000);
	}

	GtidSet previous(EventBytes in) throws IOException {
		return MysqlGtidSet.parse(new PreviousGtidSetDeserializer().deserialize(stream(in)).getGtidSet());
	}

	/**
	 * Read MariaDB's list of the last transactions of each server in each domain; the
	 * last of a domain is the latest.
	 */
	GtidSet list(EventBytes in) {
		MariadbGtidSet set = MariadbGtidSet.parse("");
		int count = in.int32() & 0x0FFFFFFF;
		for (int index = 0; index < count; index++) {
			long domain = in.uint32();
			Gtid.Source listed = Gtid.Source.mariadb(domain, in.uint32());
			long number = in.int64();
			set = set.with(listed, number, number);
		}
		return set;
	}

	private static ByteArrayInputStream stream(EventBytes in) {
		return new ByteArrayInputStream(in.array(in.remaining()));
	}

}
