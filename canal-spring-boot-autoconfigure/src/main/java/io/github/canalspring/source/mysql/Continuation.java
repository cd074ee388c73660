package io.github.canalspring.source.mysql;

import io.github.canalspring.source.mysql.BinlogClient.Refusal;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Decides from where to go on at a server: by file and offset at the one that was read,
 * by GTIDs at another one that has all that was read and all that follows.
 */
final class Continuation {

	private static final Logger logger = LoggerFactory.getLogger(Continuation.class);

	/** Enough of a GTID set to see what it is about. */
	private static final int SHOWN = 300;

	private final HostPort host;

	private final ServerState server;

	private final BinlogPosition from;

	private Continuation(HostPort host, ServerState server, BinlogPosition from) {
		this.host = host;
		this.server = server;
		this.from = from;
	}

	/**
	 * Decide.
	 * @param host where the server is
	 * @param server the server
	 * @param from the position to go on from
	 * @return the position at this server
	 * @throws Refusal if it is not to be read
	 */
	static BinlogPosition at(HostPort host, ServerState server, BinlogPosition from) throws Refusal {
		Continuation continuation = new Continuation(host, server, from);
		boolean known = from.server().isEmpty() || from.server().equals(server.identity());
		return known ? continuation.again() : continuation.elsewhere();
	}

	private BinlogPosition again() throws Refusal {
		if (this.from.file().isEmpty()) {
			requireKind();
			requireNotPurged();
		}
		else {
			requireFile();
		}
		GtidSet read = this.from.gtids();
		if (read != null && this.server.mariadb() == read instanceof MariadbGtidSet) {
			String missing = this.server.missing(read);
			if (!missing.isEmpty()) {
				// A transaction is in the binlog before it counts as executed.
				throw new Refusal(new BinlogRecreatedException(this.host, "The server at " + this.host
						+ " no longer has transactions that were read from it: " + shown(missing), null), true);
			}
		}
		return this.from.withServer(this.server.identity());
	}

	private void requireFile() throws Refusal {
		BinlogPosition file = this.server.file(this.from.file());
		if (file != null && this.from.offset() <= file.offset()) {
			return;
		}
		BinlogPosition oldest = this.server.oldest();
		String problem = "The server at " + this.host + " has no position " + this.from
				+ " in its binlog, which goes from " + oldest.file() + " to " + this.server.newest();
		boolean older = file == null && BinlogPosition.number(this.from.file()) < BinlogPosition.number(oldest.file());
		throw new Refusal(older ? new BinlogPurgedException(this.host, problem, null)
				: new BinlogRecreatedException(this.host, problem, null), false);
	}

	private BinlogPosition elsewhere() throws Refusal {
		GtidSet read = this.from.gtids();
		if (read == null || !this.from.hasGtids() || !this.server.gtids()
				|| this.server.mariadb() != read instanceof MariadbGtidSet) {
			throw new Refusal(new OtherServerException(this.host,
					"The server at " + this.host + " is not the one that the position " + this.from + " is of", null),
					false);
		}
		String missing = this.server.missing(read);
		if (!missing.isEmpty()) {
			throw new Refusal(new TransactionsMissingException(this.host,
					"The server at " + this.host
							+ " does not have transactions that were read from the server before it: " + shown(missing),
					null), true);
		}
		requireNotPurged();
		logger.info("Goes on at {} by GTIDs: it is not the server that was read before, but has all of it{}", this.host,
				(this.from.skip() > 0) ? ". The transaction that was delivered in part comes again" : "");
		return BinlogPosition.of(read)
			.withServer(this.server.identity())
			.withPrepared(this.from.prepared().elsewhere())
			.withTables(this.from.tables())
			.above(this.from, this.server.oldest().file());
	}

	private void requireKind() throws Refusal {
		if (this.server.mariadb() != this.from.gtids() instanceof MariadbGtidSet) {
			throw new Refusal(
					new OtherServerException(this.host,
							"The server at " + this.host + " does not know GTIDs such as " + this.from.gtids(), null),
					false);
		}
	}

	private void requireNotPurged() throws Refusal {
		String gone = this.server.gone(this.from.gtids());
		if (!gone.isEmpty()) {
			throw new Refusal(new BinlogPurgedException(this.host,
					"The server at " + this.host + " has purged transactions that were not read: " + shown(gone), null),
					false);
		}
	}

	private static String shown(String gtids) {
		return (gtids.length() > SHOWN) ? gtids.substring(0, SHOWN) + "..." : gtids;
	}

}
