package io.github.canalspring.source.mysql;

import java.util.ArrayList;
import java.util.List;

import io.github.canalspring.source.SourceException;
import io.github.canalspring.source.SourceUnreachableException;
import org.jspecify.annotations.Nullable;

/**
 * Reads ahead in the binlog for the statements that change definitions. For one thread,
 * but for {@link #abort()}.
 */
final class DefinitionScan {

	private static final int VERSION_LENGTH = 50;

	private final SideConnection connection;

	private final DdlReader ddl;

	/** What was found between these positions. */
	private final List<Definition> definitions = new ArrayList<>();

	private @Nullable BinlogPosition first;

	private @Nullable BinlogPosition read;

	DefinitionScan(SideConnection connection, DdlReader ddl) {
		this.connection = connection;
		this.ddl = ddl;
	}

	/**
	 * A statement that changes definitions.
	 *
	 * @param ddl what it does
	 * @param end where it ends
	 */
	record Definition(Ddl ddl, BinlogPosition end) {
	}

	/**
	 * Read a stretch of the binlog. What was read for another table is not read again.
	 * @param host the server
	 * @param from where an event begins
	 * @param behind what ends here or before does not count
	 * @param to where to end
	 * @return the statements in their order
	 * @throws SourceUnreachableException if it cannot be read
	 */
	List<Definition> read(HostPort host, BinlogPosition from, BinlogPosition behind, BinlogPosition to) {
		BinlogPosition begin = this.read;
		boolean known = begin != null && begin.server().equals(from.server()) && from.reaches(this.first)
				&& begin.reaches(from);
		if (!known) {
			this.definitions.clear();
			this.read = null;
			begin = from;
		}
		this.first = from;
		this.definitions.removeIf((definition) -> from.reaches(definition.end()));
		if (!begin.reaches(to)) {
			this.read = null;
			this.read = read(host, new Scan(begin.withSkip(0), to));
		}
		return this.definitions.stream().filter((definition) -> !behind.reaches(definition.end())).toList();
	}

	private BinlogPosition read(HostPort host, Scan scan) {
		try {
			this.connection.read(host, scan, "The binlog");
			return scan.position;
		}
		catch (SourceException ex) {
			throw unreadable(ex.remedy(), ex);
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
			throw unreadable("Nothing: the stream is closed", ex);
		}
	}

	/** The stream connects again then, and so learns whether that can be mended. */
	private static SourceUnreachableException unreadable(String remedy, Exception cause) {
		return new SourceUnreachableException("The binlog could not be searched for statements that change tables",
				remedy, cause);
	}

	/** Stop, and never begin again. */
	void abort() {
		this.connection.abort();
	}

	/**
	 * Reads until the end of the stretch.
	 */
	private final class Scan implements EventConsumer {

		private final BinlogPosition to;

		private BinlogPosition position;

		private boolean search;

		private ServerVersion server = ServerVersion.UNKNOWN;

		Scan(BinlogPosition from, BinlogPosition to) {
			this.position = from;
			this.to = to;
		}

		@Override
		public BinlogPosition resume() {
			return this.position;
		}

		@Override
		public void connected(BinlogPosition from, boolean byGtids) {
			this.search = byGtids;
		}

		@Override
		public void event(EventHeader header, EventBytes body) throws StopReadingException {
			if (header.type == EventCode.FORMAT_DESCRIPTION) {
				body.skip(2);
				this.server = ServerVersion.parse(body.utf8(VERSION_LENGTH));
			}
			if (header.type == EventCode.ROTATE) {
				long offset = body.int64();
				String file = body.utf8(body.remaining());
				if (!this.search || !file.equals(this.position.file())) {
					this.position = this.position.at(file, offset, null);
				}
			}
			else if (header.isLogged()) {
				this.position = this.position.at(this.position.file(), header.end(this.position.offset()), null);
				boolean compressed = header.type == EventCode.QUERY_COMPRESSED;
				if ((header.type == EventCode.QUERY || compressed) && !LoggedStatement.isBegin(body)) {
					add(new LoggedStatement(body, compressed));
				}
			}
			if (this.position.reaches(this.to)) {
				throw SideConnection.stop();
			}
		}

		private void add(LoggedStatement logged) {
			if (!Statement.of(logged.head(), logged.database()).mayDefine()) {
				return;
			}
			Ddl ddl = DefinitionScan.this.ddl.read(logged, this.server);
			if (!ddl.isEmpty()) {
				DefinitionScan.this.definitions.add(new Definition(ddl, this.position));
			}
		}

	}

}
