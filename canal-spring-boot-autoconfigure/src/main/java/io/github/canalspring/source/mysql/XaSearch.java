package io.github.canalspring.source.mysql;

import io.github.canalspring.source.PositionLostException;
import io.github.canalspring.source.SourceException;
import io.github.canalspring.source.mysql.PreparedTransactions.Place;
import org.jspecify.annotations.Nullable;

/**
 * Finds in one file where an XA transaction was prepared last: one that was prepared
 * before the stream began, so that nothing tells where.
 */
final class XaSearch extends XaScan {

	private final String file;

	private final long end;

	private @Nullable Place found;

	private XaSearch(Xid xid, BinlogPosition from, long end) {
		super(xid, from);
		this.file = from.file();
		this.end = end;
	}

	/**
	 * Search all files, backwards.
	 * @param xid the transaction
	 * @param before where it was committed
	 * @return the place
	 * @throws SourceException if the server does not have it any more
	 */
	static Place find(SideConnection connection, HostPort host, Xid xid, BinlogPosition before)
			throws InterruptedException {
		long end = before.offset();
		for (long number = BinlogPosition.number(before.file()); number > 0; number--) {
			BinlogPosition from = BinlogPosition.of(named(before.file(), number), BinlogPosition.FIRST)
				.withServer(before.server());
			XaSearch search = new XaSearch(xid, from, end);
			try {
				connection.read(host, search, "What the XA transaction " + xid + " had prepared");
			}
			catch (PositionLostException ex) {
				break;
			}
			if (search.found != null) {
				return search.found;
			}
			end = Long.MAX_VALUE;
		}
		throw new SourceException("The XA transaction " + xid
				+ " was committed, but what it had prepared before the stream began is in no " + "binlog file any more",
				"Compare what it wrote with the tables, then start again past this position");
	}

	private static String named(String file, long number) {
		int point = file.lastIndexOf('.') + 1;
		String digits = Long.toString(number);
		return file.substring(0, point) + "0".repeat(Math.max(0, file.length() - point - digits.length())) + digits;
	}

	@Override
	void begins(String file, long offset) {
		this.found = new Place(file, offset, "", 0);
	}

	@Override
	void within(EventHeader header, EventBytes body) {
		// Only the place is wanted.
	}

	@Override
	void reached(String file, long offset) throws StopReadingException {
		if (!file.equals(this.file) || offset >= this.end) {
			throw SideConnection.stop();
		}
	}

}
