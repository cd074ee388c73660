package io.github.canalspring.source.mysql;

import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Stream;

import io.github.canalspring.source.SourceUnreachableException;
import io.github.canalspring.source.TableId;
import io.github.canalspring.source.mysql.InformationSchema.Held;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * Finds out what a table was at an older position of the binlog: what it is now, if no
 * statement between that position and now made another one of it.
 */
final class TableLookup {

	private static final Logger logger = LoggerFactory.getLogger(TableLookup.class);

	private final MysqlServer server;

	private final DefinitionScan scan;

	private final Predicate<TableId> wanted;

	TableLookup(MysqlServer server, DefinitionScan scan, Predicate<TableId> wanted) {
		this.server = server;
		this.scan = scan;
		this.wanted = wanted;
	}

	/**
	 * Find all wanted tables.
	 * @param from the position
	 * @return what is known there; nothing if the server logs names
	 */
	TableHistory begin(BinlogPosition from) {
		Found found = this.server.askAt(this::findAll);
		if (found == null) {
			return TableHistory.NONE;
		}
		requireSameServer(from, found.end());
		List<DefinitionScan.Definition> changes = this.scan.read(found.host(), from, from, found.end());
		Map<TableId, TableDefinition> tables = new LinkedHashMap<>();
		Set<TableId> unknown = new HashSet<>();
		found.tables().forEach((held) -> tables.put(held.table().id(), held.table()));
		found.names().stream().filter((name) -> !tables.containsKey(name)).forEach(unknown::add);
		Map<String, String> charsets = new HashMap<>(found.charsets());
		boolean unclear = false;
		for (DefinitionScan.Definition change : changes) {
			Ddl ddl = change.ddl();
			unclear |= ddl.isUnclear();
			ddl.concerned().stream().filter(this.wanted).forEach(unknown::add);
			String database = ddl.database();
			if (database != null) {
				charsets.remove(database);
				tables.keySet().stream().filter((table) -> table.database().equals(database)).forEach(unknown::add);
			}
		}
		unknown.forEach(tables::remove);
		logger.debug("The tables at {} are known{}: {}, but not {}", from, unclear ? " as far as they were seen" : "",
				tables.keySet(), unknown);
		return unclear ? TableHistory.NONE : new TableHistory(tables, Set.copyOf(unknown), charsets, true);
	}

	private @Nullable Found findAll(HostPort host, JdbcClient client) {
		String metadata = MysqlServer.variables(client, "('binlog_row_metadata')").get("binlog_row_metadata");
		if ("FULL".equals(metadata)) {
			return null;
		}
		List<TableId> names = InformationSchema.names(client).stream().filter(this.wanted).toList();
		List<Held> tables = names.stream()
			.flatMap((table) -> Stream.ofNullable(InformationSchema.hold(client, table)))
			.toList();
		Map<String, String> charsets = InformationSchema.charsets(client);
		charsets.keySet().retainAll(tables.stream().map((held) -> held.table().id().database()).distinct().toList());
		return new Found(host, names, tables, charsets, MysqlServer.latest(client));
	}

	/**
	 * Find one table.
	 * @param table the table
	 * @param place where rows of it were read
	 * @throws ColumnsUnknownException if it is not the one that it was there, or may not
	 * be
	 */
	TableDefinition find(TableId table, KnownTables.Place place) {
		Found found = Objects.requireNonNull(this.server.askAt((host, client) -> {
			Held held = InformationSchema.hold(client, table);
			return new Found(host, List.of(table), (held != null) ? List.of(held) : List.of(), Map.of(),
					MysqlServer.latest(client));
		}));
		if (found.tables().isEmpty()) {
			throw new ColumnsUnknownException(table, "it is gone now, or the user may not read it");
		}
		Held held = found.tables().get(0);
		requireSameServer(place.start(), held.position());
		this.scan.read(found.host(), place.start(), place.now(), held.position())
			.stream()
			.filter((change) -> change.ddl().concerns(table))
			.findFirst()
			.ifPresent((change) -> {
				throw new ColumnsUnknownException(table,
						"the statement that ends at " + change.end() + " changed it since");
			});
		return held.table();
	}

	private static void requireSameServer(BinlogPosition one, BinlogPosition other) {
		if (!one.server().isEmpty() && !one.server().equals(other.server())) {
			throw new SourceUnreachableException("The tables cannot be looked up at the server that is read",
					"Nothing: it is tried again", null);
		}
	}

	/** Stop what is going on. */
	void abort() {
		this.scan.abort();
	}

	/**
	 * What a server has.
	 */
	private record Found(HostPort host, List<TableId> names, List<Held> tables, Map<String, String> charsets,
			BinlogPosition end) {
	}

}
