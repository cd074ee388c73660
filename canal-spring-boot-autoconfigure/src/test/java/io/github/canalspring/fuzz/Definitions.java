package io.github.canalspring.fuzz;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;

import io.github.canalspring.fuzz.RandomTable.NamedColumn;

/**
 * Makes up statements that change tables.
 */
final class Definitions {

	private static final int NAMES = 12;

	private final Random random;

	private final boolean mariadb;

	Definitions(Random random, boolean mariadb) {
		this.random = random;
		this.mariadb = mariadb;
	}

	/**
	 * A change of definitions.
	 *
	 * @param sql the statements
	 * @param touched the names of the tables whose rows may be other ones afterwards
	 * @param tables the writer's tables afterwards
	 */
	record Definition(List<String> sql, List<String> touched, List<RandomTable> tables) {
	}

	/**
	 * Make one up.
	 * @param tables the writer's tables
	 */
	Definition next(List<RandomTable> tables) {
		RandomTable table = ColumnKind.pick(this.random, tables.toArray(RandomTable[]::new));
		if (isReplaced(table) && this.random.nextBoolean()) {
			return switch (this.random.nextInt(4)) {
				case 0 -> swap(tables, table);
				case 1 -> copied(tables, table);
				case 2 -> again(tables, table);
				default -> moved(tables, table);
			};
		}
		return altered(tables, table);
	}

	/** Tables that a snapshot reads keep their names. */
	private static boolean isReplaced(RandomTable table) {
		return !table.name().startsWith(FuzzRun.KEPT);
	}

	private Definition altered(List<RandomTable> tables, RandomTable table) {
		List<NamedColumn> columns = new ArrayList<>(table.columns());
		String change = switch (columns.isEmpty() ? 0 : this.random.nextInt(8)) {
			case 0, 1 -> add(columns);
			case 6 -> exchange(columns);
			case 7 -> several(columns);
			case 2 -> "DROP COLUMN " + columns.remove(this.random.nextInt(columns.size())).name();
			case 3 -> rename(columns);
			case 4 -> reorder(columns);
			default -> retype(columns);
		};
		return new Definition(List.of("ALTER TABLE " + table.name() + " " + change), List.of(table.name()),
				with(tables, table, table.withColumns(columns)));
	}

	private String add(List<NamedColumn> columns) {
		NamedColumn added = new NamedColumn(freeName(columns), ColumnKind.random(this.random, this.mariadb), true);
		int place = this.random.nextInt(columns.size() + 1);
		String after = (place == 0) ? " FIRST" : " AFTER " + columns.get(place - 1).name();
		columns.add(place, added);
		return "ADD COLUMN " + added.definition() + after;
	}

	/** Two columns take each other's names. */
	private String exchange(List<NamedColumn> columns) {
		int one = this.random.nextInt(columns.size());
		int two = this.random.nextInt(columns.size());
		if (one == two) {
			return reorder(columns);
		}
		NamedColumn first = columns.get(one);
		NamedColumn second = columns.get(two);
		columns.set(one, new NamedColumn(second.name(), first.kind(), first.nullable()));
		columns.set(two, new NamedColumn(first.name(), second.kind(), second.nullable()));
		return "CHANGE " + first.name() + " " + columns.get(one).definition() + ", CHANGE " + second.name() + " "
				+ columns.get(two).definition();
	}

	/** All at once, of which each part names columns as they were before. */
	private String several(List<NamedColumn> columns) {
		NamedColumn dropped = columns.remove(this.random.nextInt(columns.size()));
		String rest = columns.isEmpty() ? "" : ", " + reorder(columns);
		return "DROP " + dropped.name() + rest + ", ADD INDEX i" + this.random.nextInt(1 << 20) + " (ver), "
				+ add(columns);
	}

	/** Names are used again, for columns of other types. */
	private String freeName(List<NamedColumn> columns) {
		int number = this.random.nextInt(NAMES);
		List<String> names = columns.stream().map(NamedColumn::name).toList();
		while (names.contains("c" + number)) {
			number++;
		}
		return "c" + number;
	}

	private String rename(List<NamedColumn> columns) {
		int index = this.random.nextInt(columns.size());
		NamedColumn old = columns.get(index);
		NamedColumn renamed = new NamedColumn(freeName(columns), old.kind(), old.nullable());
		columns.set(index, renamed);
		return "CHANGE COLUMN " + old.name() + " " + renamed.definition();
	}

	private String reorder(List<NamedColumn> columns) {
		NamedColumn moved = columns.remove(this.random.nextInt(columns.size()));
		columns.add(0, moved);
		return "MODIFY COLUMN " + moved.definition() + " FIRST";
	}

	private String retype(List<NamedColumn> columns) {
		int index = this.random.nextInt(columns.size());
		NamedColumn retyped = new NamedColumn(columns.get(index).name(), ColumnKind.random(this.random, this.mariadb),
				true);
		columns.set(index, retyped);
		return "MODIFY COLUMN " + retyped.definition();
	}

	private Definition swap(List<RandomTable> tables, RandomTable table) {
		RandomTable other = ColumnKind.pick(this.random,
				tables.stream().filter(Definitions::isReplaced).toArray(RandomTable[]::new));
		String one = table.name();
		String two = other.name();
		if (one.equals(two)) {
			return altered(tables, table);
		}
		return new Definition(
				List.of("RENAME TABLE " + one + " TO " + one + "_tmp, " + two + " TO " + one + ", " + one + "_tmp TO "
						+ two),
				List.of(one, two), with(with(tables, table, table.withName(two)), other, other.withName(one)));
	}

	/** As online schema changes do it. */
	private Definition copied(List<RandomTable> tables, RandomTable table) {
		String name = table.name();
		List<NamedColumn> columns = new ArrayList<>(table.columns());
		String added = add(columns);
		List<String> names = new ArrayList<>(List.of("id", "ver"));
		table.columns().forEach((column) -> names.add(column.name()));
		table.key().forEach((column) -> names.add(column.name()));
		String listed = String.join(",", names);
		return new Definition(
				List.of("CREATE TABLE " + name + "_gho LIKE " + name, "ALTER TABLE " + name + "_gho " + added,
						"INSERT INTO " + name + "_gho (" + listed + ") SELECT " + listed + " FROM " + name,
						"RENAME TABLE " + name + " TO " + name + "_del, " + name + "_gho TO " + name,
						"DROP TABLE " + name + "_del"),
				List.of(name, name + "_gho", name + "_del"), with(tables, table, table.withColumns(columns)));
	}

	private Definition again(List<RandomTable> tables, RandomTable table) {
		RandomTable created = RandomTable.random(this.random, table.name(), table.keyed(), this.mariadb);
		return new Definition(List.of("DROP TABLE " + table.name(), created.create()), List.of(table.name()),
				with(tables, table, created));
	}

	private Definition moved(List<RandomTable> tables, RandomTable table) {
		String name = table.name().endsWith("_x") ? table.name().replace("_x", "") : table.name() + "_x";
		return new Definition(List.of("ALTER TABLE " + table.name() + " RENAME TO " + name),
				List.of(table.name(), name), with(tables, table, table.withName(name)));
	}

	private static List<RandomTable> with(List<RandomTable> tables, RandomTable old, RandomTable now) {
		return tables.stream().map((table) -> (table == old) ? now : table).toList();
	}

}
