package io.github.canalspring.source.mysql;

import java.util.Comparator;
import java.util.List;
import java.util.stream.Collectors;

import io.github.canalspring.Finding;
import io.github.canalspring.Finding.Severity;
import io.github.canalspring.source.TableId;

import org.jspecify.annotations.Nullable;

import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * Checks that tables exist and that the user may read them.
 */
final class TableCheck {

	private final JdbcClient client;

	private final String account;

	TableCheck(JdbcClient client, String account) {
		this.client = client;
		this.account = account;
	}

	@Nullable Finding run(TableId table) {
		String name = quoted(table.database()) + "." + quoted(table.table());
		if (ServerCheck.works(this.client, "SELECT 1 FROM " + name + " WHERE 1 = 0")) {
			return null;
		}
		List<String> names = this.client.sql("SELECT TABLE_NAME FROM information_schema.TABLES WHERE TABLE_SCHEMA = ?")
			.param(table.database())
			.query(String.class)
			.list();
		if (names.contains(table.table())) {
			return finding(table, "User " + this.account + " may not read table " + table,
					"GRANT SELECT ON " + name + " TO " + this.account);
		}
		String close = names.stream()
			.filter((other) -> distance(other, table.table()) <= 2)
			.sorted(Comparator.comparingInt((other) -> distance(other, table.table())))
			.limit(3)
			.map((other) -> table.database() + "." + other)
			.collect(Collectors.joining(", "));
		return finding(table, "There is no table " + table + ", or user " + this.account + " may not read it",
				close.isEmpty()
						? "Create the table, correct its name, or GRANT SELECT ON " + name + " TO " + this.account
						: "Is it " + close + "?");
	}

	private static Finding finding(TableId table, String problem, String remedy) {
		return new Finding(Severity.ERROR, table.toString(), problem, "None of its changes would arrive", remedy);
	}

	private static String quoted(String name) {
		return MysqlTableReader.quoted(name);
	}

	/**
	 * How many letters differ, ignoring case.
	 */
	private static int distance(String one, String other) {
		int[] previous = new int[other.length() + 1];
		for (int column = 0; column <= other.length(); column++) {
			previous[column] = column;
		}
		for (int row = 1; row <= one.length(); row++) {
			int[] current = new int[other.length() + 1];
			current[0] = row;
			for (int column = 1; column <= other.length(); column++) {
				boolean same = Character.toLowerCase(one.charAt(row - 1)) == Character
					.toLowerCase(other.charAt(column - 1));
				current[column] = Math.min(previous[column - 1] + (same ? 0 : 1),
						Math.min(previous[column], current[column - 1]) + 1);
			}
			previous = current;
		}
		return previous[other.length()];
	}

}
