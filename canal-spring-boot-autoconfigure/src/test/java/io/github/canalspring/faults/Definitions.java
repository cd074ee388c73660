package io.github.canalspring.faults;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;

import io.github.canalspring.servers.DatabaseServer;

/**
 * Changes of the tables as a whole, of which no row event tells. To be made while nobody
 * writes, as the workloads have to look at their rows again.
 */
final class Definitions {

	/** A name always has the same type, as it has in the index. */
	private static final Map<String, String> COLUMNS = Map.of("extra_number", "INT NOT NULL DEFAULT 7", "extra_text",
			"VARCHAR(20) DEFAULT 'new'", "extra_price", "DECIMAL(10,2) DEFAULT 9.95");

	private final DatabaseServer database;

	private final Set<String> added = new TreeSet<>();

	private boolean wideStock;

	Definitions(DatabaseServer database) {
		this.database = database;
	}

	void truncate(Random random) throws SQLException {
		execute("TRUNCATE TABLE shop." + (random.nextInt(3) == 0 ? "category" : "product"));
	}

	/** A column comes, goes or gets another type. */
	void alter(Random random) throws SQLException {
		if (random.nextInt(4) == 0) {
			this.wideStock = !this.wideStock;
			execute("ALTER TABLE shop.product MODIFY stock " + (this.wideStock ? "BIGINT" : "INT") + " NOT NULL");
			return;
		}
		String column = new TreeSet<>(COLUMNS.keySet()).stream()
			.skip(random.nextInt(COLUMNS.size()))
			.findFirst()
			.orElseThrow();
		if (this.added.remove(column)) {
			execute("ALTER TABLE shop.product DROP COLUMN " + column);
		}
		else {
			execute("ALTER TABLE shop.product ADD COLUMN " + column + " " + COLUMNS.get(column)
					+ (random.nextBoolean() ? " AFTER sku" : ""));
			this.added.add(column);
		}
	}

	/** A table of the same name and without rows takes the place of one. */
	void recreate(Random random) throws SQLException {
		String table = "shop." + (random.nextInt(3) == 0 ? "category" : "product");
		try (Connection connection = Workload.connect(this.database);
				Statement statement = connection.createStatement();
				ResultSet definition = statement.executeQuery("SHOW CREATE TABLE " + table)) {
			definition.next();
			execute("DROP TABLE " + table,
					definition.getString(2).replaceFirst("CREATE TABLE [^ ]+", "CREATE TABLE " + table));
		}
	}

	/** Another table takes the place of one, without a third of its rows. */
	void replace() throws SQLException {
		execute("DROP TABLE IF EXISTS shop.product_new", "CREATE TABLE shop.product_new LIKE shop.product",
				"INSERT INTO shop.product_new SELECT * FROM shop.product WHERE id % 3 > 0",
				"RENAME TABLE shop.product TO shop.product_old, shop.product_new TO shop.product",
				"DROP TABLE shop.product_old");
	}

	private void execute(String... statements) throws SQLException {
		try (Connection connection = Workload.connect(this.database);
				Statement statement = connection.createStatement()) {
			statement.execute("SET lock_wait_timeout = 60");
			for (String sql : statements) {
				statement.execute(sql);
			}
		}
	}

}
