package io.github.canalspring.source.mysql;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;

import io.github.canalspring.source.Definition;
import io.github.canalspring.source.TableId;
import org.jspecify.annotations.Nullable;

/**
 * The tables that row events refer to by number. A table map event stands before the rows
 * of each statement, nearly always the same one: it is recognised by its bytes and parsed
 * only once.
 */
final class TableMaps {

	private static final int MAX_VERSIONS = 10_000;

	private final Predicate<TableId> wanted;

	private final TableVersions versions;

	private final KnownTables known;

	/** Of the transaction that is read, the tables whose rows are others now. */
	private final Set<TableId> replaced = new LinkedHashSet<>();

	private final List<Definition> definitions = new ArrayList<>();

	private final Map<Long, Entry> byNumber = new HashMap<>();

	private final Map<Content, Entry> byContent = new LinkedHashMap<>(16, 0.75f, true) {

		@Override
		protected boolean removeEldestEntry(Map.Entry<Content, Entry> eldest) {
			return size() > MAX_VERSIONS;
		}

	};

	private ServerVersion server = ServerVersion.UNKNOWN;

	private long lastNumber = -1;

	private @Nullable Entry last;

	TableMaps(Predicate<TableId> wanted, TableVersions versions, KnownTables known) {
		this.wanted = wanted;
		this.versions = versions;
		this.known = known;
	}

	/**
	 * Take note of a table map event.
	 * @param in the event's body
	 */
	void add(EventBytes in) {
		long number = in.uint48();
		Entry known = entry(number);
		if (known == null || !known.content.matches(in)) {
			Content content = Content.of(in);
			known = this.byContent.get(content);
			if (known == null) {
				known = new Entry(content, table(in));
				this.byContent.put(content, known);
			}
			this.byNumber.put(number, known);
		}
		this.lastNumber = number;
		this.last = known;
	}

	private BinlogTable table(EventBytes in) {
		in.skip(2);
		TableId id = TableMap.readId(in);
		return this.wanted.test(id) ? this.versions.version(TableMap.read(id, in, this.server), this.server, this.known)
				: BinlogTable.unwanted(id);
	}

	private @Nullable Entry entry(long number) {
		return (number == this.lastNumber) ? this.last : this.byNumber.get(number);
	}

	/**
	 * The table of a rows event.
	 * @param number the table's number
	 * @return the table, or {@code null} if there was no table map event for it
	 */
	@Nullable BinlogTable get(long number) {
		Entry entry = entry(number);
		return (entry != null) ? entry.table : null;
	}

	/**
	 * Begin a binlog file.
	 * @param server the version of the server that writes it
	 */
	void startFile(ServerVersion server) {
		if (!server.equals(this.server)) {
			this.server = server;
			this.byContent.clear();
		}
		clearNumbers();
	}

	/**
	 * Forget the numbers, which a server gives anew when it starts.
	 */
	void clearNumbers() {
		this.byNumber.clear();
		this.lastNumber = -1;
		this.last = null;
	}

	/**
	 * Go on at a position.
	 */
	void resume(BinlogPosition from) {
		this.replaced.clear();
		this.definitions.clear();
		forgetDescribed();
		clearNumbers();
		this.known.resume(from);
	}

	/**
	 * Take note of a statement that may change definitions.
	 */
	void define(LoggedStatement logged) {
		Ddl ddl = this.versions.ddl().read(logged, this.server);
		replace(ddl.replaced());
		ddl.tables()
			.filter(this.wanted)
			.findFirst()
			.ifPresent((table) -> this.definitions
				.add(new Definition(table, logged.database(), this.versions.ddl().text(logged))));
		String dropped = ddl.droppedDatabase();
		if (dropped != null) {
			this.replaced.addAll(this.known.in(dropped));
			this.byContent.values()
				.stream()
				.filter((entry) -> entry.table.schema() != null && entry.table.id().database().equals(dropped))
				.forEach((entry) -> this.replaced.add(entry.table.id()));
		}
		this.known.define(ddl, logged.hasFailed());
		if (!ddl.isEmpty()) {
			forgetDescribed();
		}
	}

	/** Take note that the rows of tables are others now. */
	void replace(Collection<TableId> tables) {
		tables.stream().filter(this.wanted).forEach(this.replaced::add);
	}

	/**
	 * The tables whose rows are others since this was asked last.
	 */
	Set<TableId> takeReplaced() {
		if (this.replaced.isEmpty()) {
			return Set.of();
		}
		Set<TableId> taken = Set.copyOf(this.replaced);
		this.replaced.clear();
		return taken;
	}

	/**
	 * The statements that changed tables since this was asked last.
	 */
	List<Definition> takeDefinitions() {
		if (this.definitions.isEmpty()) {
			return List.of();
		}
		List<Definition> taken = List.copyOf(this.definitions);
		this.definitions.clear();
		return taken;
	}

	/**
	 * Forget the tables whose columns the events do not tell, because one may have
	 * changed.
	 */
	private void forgetDescribed() {
		if (this.byContent.values().removeIf((entry) -> entry.table.described())) {
			clearNumbers();
		}
	}

	/**
	 * Whether a database has a table that is wanted, by what it has now.
	 */
	boolean isAnyWanted(String database) {
		return this.versions.tableNames()
			.stream()
			.anyMatch((table) -> table.database().equals(database) && isWanted(table));
	}

	/**
	 * Whether a table is surely not a view, by what the server has now.
	 */
	boolean isBaseTable(TableId table) {
		return table.database().equals("mysql") || this.versions.tableNames().contains(table);
	}

	boolean isWanted(TableId table) {
		return this.wanted.test(table);
	}

	private record Entry(Content content, BinlogTable table) {
	}

	/**
	 * A table map event without the table's number.
	 */
	private static final class Content {

		private final byte[] bytes;

		private final int hash;

		private Content(byte[] bytes) {
			this.bytes = bytes;
			this.hash = Arrays.hashCode(bytes);
		}

		static Content of(EventBytes in) {
			return new Content(Arrays.copyOfRange(in.bytes, in.position, in.limit));
		}

		boolean matches(EventBytes in) {
			return Arrays.equals(this.bytes, 0, this.bytes.length, in.bytes, in.position, in.limit);
		}

		@Override
		public boolean equals(@Nullable Object other) {
			return other instanceof Content content && Arrays.equals(this.bytes, content.bytes);
		}

		@Override
		public int hashCode() {
			return this.hash;
		}

	}

}
