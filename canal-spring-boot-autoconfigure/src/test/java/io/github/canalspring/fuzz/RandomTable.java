package io.github.canalspring.fuzz;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.Collectors;

/**
 * A table as its one writer knows it, and random statements on it. Every table has an
 * {@code id} and {@code ver}, the writer's count of its statements; they stay.
 *
 * @param name the table's name
 * @param columns all columns but {@code id} and {@code ver}
 * @param key the column beside {@code id} in the primary key, if any
 * @param keyed whether there is a primary key
 */
record RandomTable(String name, List<NamedColumn> columns, List<NamedColumn> key, boolean keyed) {

	/** Few, so that rows are changed, deleted and inserted again. */
	private static final int IDS = 300;

	RandomTable {
		columns = List.copyOf(columns);
		key = List.copyOf(key);
	}

	static RandomTable random(Random random, String name, boolean keyed, boolean mariadb) {
		int count = (random.nextInt(12) == 0) ? 70 : random.nextInt(9);
		List<NamedColumn> columns = new ArrayList<>();
		for (int index = 0; index < count; index++) {
			// Rows have a limited size.
			columns.add(new NamedColumn("c" + index,
					(count > 9) ? new ColumnKind("SMALLINT", (value) -> Integer.toString(value.nextInt(999)))
							: ColumnKind.random(random, mariadb),
					random.nextInt(4) > 0));
		}
		List<NamedColumn> key = (keyed && random.nextInt(3) == 0)
				? List.of(new NamedColumn("k", ColumnKind.key(random), false)) : List.of();
		return new RandomTable(name, columns, key, keyed);
	}

	RandomTable withName(String name) {
		return new RandomTable(name, this.columns, this.key, this.keyed);
	}

	RandomTable withColumns(List<NamedColumn> columns) {
		return new RandomTable(this.name, columns, this.key, this.keyed);
	}

	String create() {
		String definitions = this.columns.stream()
			.map((column) -> ", " + column.definition())
			.collect(Collectors.joining());
		String keys = this.key.stream().map((column) -> ", " + column.definition()).collect(Collectors.joining());
		String primary = !this.keyed ? ""
				: this.key.isEmpty() ? ", PRIMARY KEY (id)" : ", PRIMARY KEY (" + this.key.get(0).name() + ", id)";
		return "CREATE TABLE " + this.name + " (id INT NOT NULL, ver BIGINT" + definitions + keys + primary
				+ ") CHARACTER SET utf8mb4";
	}

	/**
	 * A statement that changes some rows.
	 * @param random what to make it of
	 * @param ver the number of the statement
	 * @param size about how many rows at most
	 */
	String change(Random random, long ver, int size) {
		return switch (random.nextInt(8)) {
			case 0, 1, 2 -> insert(random, ver, size);
			case 3, 4, 5 -> update(random, ver);
			case 6 -> "DELETE FROM " + this.name + where(random);
			default -> "DELETE FROM " + this.name + " ORDER BY id LIMIT " + random.nextInt(20);
		};
	}

	String insert(Random random, long ver, int size) {
		List<NamedColumn> given = new ArrayList<>(
				this.columns.stream().filter((one) -> random.nextInt(5) > 0).toList());
		given.addAll(this.key);
		String verb = ColumnKind.pick(random, "INSERT", "INSERT IGNORE", "REPLACE");
		List<String> rows = new ArrayList<>();
		for (int row = 1 + random.nextInt(size); row > 0; row--) {
			rows.add("(" + random.nextInt((size > IDS) ? 20 * size : IDS) + "," + ver
					+ given.stream().map((column) -> "," + column.literal(random)).collect(Collectors.joining()) + ")");
		}
		return verb + " INTO " + this.name + " (id,ver"
				+ given.stream().map((column) -> "," + column.name()).collect(Collectors.joining()) + ") VALUES "
				+ String.join(",", rows) + (verb.equals("INSERT") ? " ON DUPLICATE KEY UPDATE ver=" + ver : "");
	}

	private String update(Random random, long ver) {
		String changed = this.columns.stream()
			.filter((column) -> random.nextInt(3) == 0)
			.map((column) -> "," + column.name() + "=" + column.literal(random))
			.collect(Collectors.joining());
		String moved = switch (random.nextInt(6)) {
			case 0 -> ",id=id+" + (1 + random.nextInt(IDS));
			case 1 -> ",id=-id";
			default -> "";
		};
		return "UPDATE " + ColumnKind.pick(random, "", "IGNORE ") + this.name + " SET ver=" + ver + changed + moved
				+ where(random);
	}

	private static String where(Random random) {
		int from = random.nextInt(IDS);
		return switch (random.nextInt(5)) {
			case 0 -> " WHERE id % " + (2 + random.nextInt(30)) + " = 1";
			case 1 -> " WHERE id < " + (random.nextInt(40) - 10);
			case 2 -> " WHERE id BETWEEN " + from + " AND " + (from + random.nextInt(50));
			default -> " WHERE id = " + from;
		};
	}

	/**
	 * A column with its name.
	 *
	 * @param name the name
	 * @param kind the type
	 * @param nullable whether it may be null
	 */
	record NamedColumn(String name, ColumnKind kind, boolean nullable) {

		String definition() {
			return this.name + " " + this.kind.sql()
					+ (this.nullable || this.kind.sql().endsWith("NULL") ? "" : " NOT NULL");
		}

		String literal(Random random) {
			return (this.nullable && random.nextInt(6) == 0) ? "NULL" : this.kind.literal().apply(random);
		}

	}

}
