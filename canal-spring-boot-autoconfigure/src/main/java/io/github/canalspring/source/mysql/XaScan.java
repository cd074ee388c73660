package io.github.canalspring.source.mysql;

import java.io.IOException;

import io.github.canalspring.source.SourceException;

/**
 * Looks in a binlog for what an XA transaction prepared.
 */
abstract class XaScan implements EventConsumer {

	private static final String XA_START = "XA START ";

	private final Xid xid;

	private final BinlogPosition from;

	private final GtidEvents gtids = new GtidEvents();

	/** Where the reader is; only known where it was asked for a file. */
	private String file;

	private long offset;

	private long start;

	private boolean inside;

	XaScan(Xid xid, BinlogPosition from) {
		this.xid = xid;
		this.from = from;
		this.file = from.file();
		this.offset = from.offset();
	}

	/**
	 * The transaction begins.
	 * @param file the file
	 * @param offset where in the file
	 */
	abstract void begins(String file, long offset);

	/**
	 * Take an event that is within the transaction, or tells about the file.
	 * @throws StopReadingException if that is all that was wanted
	 */
	abstract void within(EventHeader header, EventBytes body) throws IOException, InterruptedException;

	/**
	 * The reader has come to a place.
	 * @throws StopReadingException if that is far enough
	 */
	abstract void reached(String file, long offset) throws StopReadingException;

	@Override
	public BinlogPosition resume() {
		return this.from;
	}

	@Override
	public void connected(BinlogPosition from, boolean search) {
		// The position stays.
	}

	@Override
	public void event(EventHeader header, EventBytes body) throws StopReadingException {
		try {
			if (header.type == EventCode.ROTATE) {
				this.offset = body.int64();
				this.file = body.utf8(body.remaining());
			}
			else if (header.isLogged()) {
				this.offset = header.end(this.offset);
			}
			handle(header, body);
			reached(this.file, this.offset);
		}
		catch (StopReadingException ex) {
			throw ex;
		}
		catch (SourceException | InterruptedException ex) {
			throw new StopReadingException(ex);
		}
		catch (RuntimeException | IOException ex) {
			throw new StopReadingException(new SourceException(
					"The rows of an XA transaction cannot be read at " + this.file + ":" + this.offset + ": " + ex,
					"Report this with the server's version. To go on without them, start past this position", ex));
		}
	}

	private void handle(EventHeader header, EventBytes body) throws IOException, InterruptedException {
		switch (header.type) {
			case EventCode.GTID, EventCode.ANONYMOUS_GTID, EventCode.GTID_TAGGED -> {
				this.start = this.offset - header.length;
				this.inside = false;
			}
			case EventCode.MARIADB_GTID -> {
				this.start = this.offset - header.length;
				this.gtids.mariadb(body, header.serverId);
				int flags = body.uint8();
				begin((flags & GtidEvents.PREPARED_XA) != 0 && this.xid.equals(Xid.begun(body, flags)));
			}
			case EventCode.TRANSACTION_PAYLOAD -> Payload.read(body, this::handle);
			default -> {
				if (this.inside || header.type == EventCode.FORMAT_DESCRIPTION) {
					within(header, body);
				}
				else if (header.type == EventCode.QUERY) {
					query(body);
				}
			}
		}
	}

	/**
	 * MySQL begins with a statement.
	 */
	private void query(EventBytes body) {
		body.skip(8);
		int database = body.uint8();
		body.skip(2);
		body.skip(body.uint16() + database + 1);
		if (body.remaining() > XA_START.length() && XA_START.equals(body.utf8(XA_START.length()))) {
			begin(this.xid.equals(Xid.statement(XA_START + body.utf8(body.remaining()))));
		}
	}

	private void begin(boolean wanted) {
		this.inside = wanted;
		if (wanted) {
			begins(this.file, this.start);
		}
	}

}
