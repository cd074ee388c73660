package io.github.canalspring.source.mysql;

import java.io.IOException;
import java.time.Instant;
import java.util.UUID;

import com.github.shyiko.mysql.binlog.event.deserialization.GtidTaggedEventDataDeserializer;
import com.github.shyiko.mysql.binlog.event.deserialization.PreviousGtidSetDeserializer;
import com.github.shyiko.mysql.binlog.io.ByteArrayInputStream;
import org.jspecify.annotations.Nullable;

/**
 * Reads the events that carry global transaction ids. The source of the last one is kept,
 * since the next is most often of the same.
 */
final class GtidEvents {

	/** Of MariaDB's flags: the transaction is prepared only. */
	static final int PREPARED_XA = 64;

	private static final int TIMES = 2;

	private static final long TWO_TIMES = 1L << 55;

	private long mostBits;

	private long leastBits;

	private Gtid.@Nullable Source source;

	private @Nullable Instant committedAt;

	/**
	 * Read a GTID event of MySQL.
	 * @param in the event's body
	 * @param anonymous whether its id means nothing
	 */
	@Nullable Gtid mysql(EventBytes in, boolean anonymous) {
		in.skip(1);
		long most = in.bigEndian(8);
		long least = in.bigEndian(8);
		long number = in.int64();
		this.committedAt = null;
		if (in.remaining() >= 24 && in.uint8() == TIMES) {
			in.skip(16);
			this.committedAt = micros(in.number(7) & TWO_TIMES - 1);
		}
		if (anonymous) {
			return null;
		}
		if (this.source == null || most != this.mostBits || least != this.leastBits) {
			this.mostBits = most;
			this.leastBits = least;
			this.source = Gtid.Source.mysql(new UUID(most, least).toString());
		}
		return new Gtid(this.source, number);
	}

	private static Instant micros(long micros) {
		return Instant.ofEpochSecond(micros / 1_000_000, micros % 1_000_000 * 1000);
	}

	Gtid tagged(EventBytes in) throws IOException {
		var data = new GtidTaggedEventDataDeserializer().deserialize(stream(in));
		this.committedAt = (data.getImmediateCommitTimestamp() != 0) ? micros(data.getImmediateCommitTimestamp())
				: null;
		String tag = data.getMySqlGtid().getTag();
		String uuid = data.getMySqlGtid().getServerId().toString();
		return new Gtid(Gtid.Source.mysql(tag.isEmpty() ? uuid : uuid + ":" + tag),
				data.getMySqlGtid().getTransactionId());
	}

	/**
	 * Read a GTID event of MariaDB, up to the flags.
	 * @param in the event's body
	 * @param server the id of the server that committed the transaction
	 */
	Gtid mariadb(EventBytes in, long server) {
		this.committedAt = null;
		long number = in.int64();
		long domain = in.uint32();
		if (this.source == null || domain != this.mostBits || server != this.leastBits) {
			this.mostBits = domain;
			this.leastBits = server;
			this.source = Gtid.Source.mariadb(domain, server);
		}
		return new Gtid(this.source, number);
	}

	/**
	 * When the transaction of the event read last was committed.
	 * @return the time; {@code null} where the event does not tell
	 */
	@Nullable Instant committedAt() {
		return this.committedAt;
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
			set = set.with(new Gtid(listed, in.int64()));
		}
		return set;
	}

	private static ByteArrayInputStream stream(EventBytes in) {
		return new ByteArrayInputStream(in.array(in.remaining()));
	}

}
