package io.github.canalspring.benchmarks;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;

/**
 * The tables, all of the same columns: {@code shop.product} for catching up;
 * {@code shop.product_idle} for delays, so that those do not make the binlog of the first
 * longer; and {@code shop.product_mark} for those who pass over the first, with a row
 * before and after each phase of the workload, whose id is the number of row changes so
 * far.
 */
final class ProductTable {

	static final String DATABASE = "shop";

	static final String NAME = "product";

	static final String IDLE_NAME = "product_idle";

	static final String MARK_NAME = "product_mark";

	private static final String COLUMNS = """
			(id BIGINT NOT NULL PRIMARY KEY,
			sku VARCHAR(32) NOT NULL,
			name VARCHAR(100) NOT NULL,
			price DECIMAL(12,2) NOT NULL,
			stock INT NOT NULL,
			status ENUM('draft','active','sold_out') NOT NULL,
			attributes JSON NOT NULL,
			created_at DATETIME NOT NULL,
			updated_at TIMESTAMP(6) NOT NULL,
			description TEXT NOT NULL) CHARACTER SET utf8mb4""";

	// In the server, as half a million round trips would take longer than the benchmark.
	private static final String PROCEDURE = """
			CREATE PROCEDURE shop.update_each(IN from_id BIGINT, IN to_id BIGINT)
			BEGIN
				WHILE from_id <= to_id DO
					UPDATE shop.product SET price = price + 0.01, stock = stock + 1, updated_at = NOW(6)
						WHERE id = from_id;
					SET from_id = from_id + 1;
				END WHILE;
			END""";

	private static final String INSERT = " (id, sku, name, price, stock, status, attributes, created_at, updated_at, "
			+ "description) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)";

	private ProductTable() {
	}

	static void create(Connection connection) throws SQLException {
		try (Statement statement = connection.createStatement()) {
			statement.execute("CREATE DATABASE " + DATABASE);
			statement.execute("CREATE TABLE shop." + NAME + " " + COLUMNS);
			statement.execute("CREATE TABLE shop." + IDLE_NAME + " " + COLUMNS);
			statement.execute("CREATE TABLE shop." + MARK_NAME + " " + COLUMNS);
			statement.execute(PROCEDURE);
		}
	}

	/** Does the workload, and so fills the binlog with it. */
	static void fill(Connection connection, Workload workload) throws SQLException {
		mark(connection, 1);
		insert(connection, workload);
		mark(connection, workload.phaseEnds()[0]);
		try (Statement statement = connection.createStatement()) {
			statement.execute("CALL shop.update_each(1, " + workload.updates() + ")");
		}
		mark(connection, workload.phaseEnds()[1]);
		delete(connection, workload);
		mark(connection, workload.phaseEnds()[2]);
		long remaining = count(connection);
		if (remaining != workload.remaining()) {
			throw new IllegalStateException(
					"The table holds " + remaining + " rows and not " + workload.remaining() + " after the workload");
		}
	}

	static PreparedStatement prepareInsert(Connection connection, String table) throws SQLException {
		return connection.prepareStatement("INSERT INTO shop." + table + INSERT);
	}

	static void bind(PreparedStatement insert, long id) throws SQLException {
		ProductRow row = ProductRow.of(id);
		insert.setLong(1, id);
		insert.setString(2, ProductRow.sku(id));
		insert.setString(3, row.name());
		insert.setBigDecimal(4, row.price());
		insert.setInt(5, row.stock());
		insert.setString(6, row.status());
		insert.setString(7, row.attributes());
		insert.setString(8, ProductRow.CREATED_AT);
		insert.setString(9, ProductRow.UPDATED_AT);
		insert.setString(10, row.description());
	}

	/** A phase without a row has the mark of the one before. */
	private static void mark(Connection connection, long changes) throws SQLException {
		try (Statement delete = connection.createStatement();
				PreparedStatement insert = prepareInsert(connection, MARK_NAME)) {
			delete.execute("DELETE FROM shop." + MARK_NAME + " WHERE id = " + changes);
			bind(insert, changes);
			insert.executeUpdate();
		}
	}

	private static void insert(Connection connection, Workload workload) throws SQLException {
		connection.setAutoCommit(false);
		try (PreparedStatement insert = prepareInsert(connection, NAME)) {
			for (int id = 1; id <= workload.inserts(); id++) {
				bind(insert, id);
				insert.addBatch();
				if (id % workload.transaction() == 0 || id == workload.inserts()) {
					insert.executeBatch();
					connection.commit();
				}
			}
		}
		connection.setAutoCommit(true);
	}

	private static void delete(Connection connection, Workload workload) throws SQLException {
		try (PreparedStatement delete = connection
			.prepareStatement("DELETE FROM shop.product WHERE id BETWEEN ? AND ?")) {
			for (int id = 1; id <= workload.deletes(); id += workload.transaction()) {
				delete.setInt(1, id);
				delete.setInt(2, Math.min(id + workload.transaction() - 1, workload.deletes()));
				delete.executeUpdate();
			}
		}
	}

	private static long count(Connection connection) throws SQLException {
		try (Statement statement = connection.createStatement();
				ResultSet result = statement.executeQuery("SELECT COUNT(*) FROM shop." + NAME)) {
			result.next();
			return result.getLong(1);
		}
	}

}
