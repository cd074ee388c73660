package io.github.canalspring.source.mysql;

import java.util.List;

import io.github.canalspring.source.SourceException;
import io.github.canalspring.source.StartFrom;

import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * Finds the position for a start without a checkpoint.
 */
final class StartPositions {

	private final MysqlServer server;

	private final MysqlConnection connection;

	StartPositions(MysqlServer server, MysqlConnection connection) {
		this.server = server;
		this.connection = connection;
	}

	BinlogPosition find(StartFrom startFrom) {
		if (startFrom instanceof StartFrom.Latest) {
			return this.server.latest();
		}
		if (startFrom instanceof StartFrom.Earliest) {
			return this.server.ask((client) -> at(client, files(client).get(0), BinlogPosition.FIRST));
		}
		if (startFrom instanceof StartFrom.At at) {
			return at(at.text());
		}
		if (startFrom instanceof StartFrom.Timestamp timestamp) {
			BinlogPosition latest = this.server.latest();
			return new TimeSearch(this.connection, this.server.hosts().inOrder().get(0), timestamp.time(), latest)
				.find(this.server.ask(StartPositions::files));
		}
		throw new IllegalArgumentException("No position of a binlog: " + startFrom);
	}

	private BinlogPosition at(String text) {
		BinlogPosition position = parse(text);
		if (!position.file().isEmpty()) {
			return this.server.ask((client) -> {
				requireExists(client, position);
				return at(client, position.file(), position.offset());
			});
		}
		BinlogPosition latest = this.server.latest();
		GtidSet wanted = position.gtids();
		GtidSet executed = latest.gtids();
		// Asked for nothing new, a server sends nothing that would tell where it is.
		return (wanted != null && executed != null && wanted.contains(executed)) ? latest.withGtids(wanted)
				: position.withServer(latest.server());
	}

	/**
	 * Read a position.
	 * @throws SourceException if it is none
	 */
	static BinlogPosition parse(String text) {
		try {
			if (text.isBlank()) {
				throw new IllegalArgumentException("It is empty");
			}
			return BinlogPosition.parse(text);
		}
		catch (IllegalArgumentException ex) {
			throw new SourceException("Not a binlog position: '" + text + "'",
					"Write file:offset such as mysql-bin.000003:154, a GTID set, latest, earliest, or a time such as "
							+ "2026-01-31T12:00:00Z",
					ex);
		}
	}

	private static BinlogPosition at(JdbcClient client, String file, long offset) {
		return BinlogPosition.of(file, offset)
			.withServer(ServerVariables.identity(MysqlServer.variables(client, ServerVariables.IDENTITY)));
	}

	private static List<String> files(JdbcClient client) {
		MysqlServer.status(client);
		return client.sql("SHOW BINARY LOGS").query((row, number) -> row.getString(1)).list();
	}

	private static void requireExists(JdbcClient client, BinlogPosition position) {
		MysqlServer.status(client);
		List<BinlogPosition> ends = client.sql("SHOW BINARY LOGS")
			.query((row, number) -> BinlogPosition.of(row.getString(1), row.getLong(2)))
			.list();
		boolean exists = ends.stream()
			.anyMatch((end) -> end.file().equals(position.file()) && end.offset() >= position.offset());
		if (!exists || position.offset() < BinlogPosition.FIRST) {
			throw new SourceException("The server has no position " + position + " in its binlog",
					"Its binlog goes from " + ends.get(0).file() + ":" + BinlogPosition.FIRST + " to "
							+ ends.get(ends.size() - 1));
		}
	}

}
