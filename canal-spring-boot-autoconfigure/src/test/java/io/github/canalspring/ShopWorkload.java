package io.github.canalspring;

import java.math.BigDecimal;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;

import io.github.canalspring.ShopApplication.Product;
import io.github.canalspring.servers.DatabaseServer;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.datasource.DriverManagerDataSource;
import org.springframework.jdbc.support.JdbcTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * Writes to a product table as an application might: a few rows in each transaction, keys
 * that change, some rolled back.
 */
class ShopWorkload {

	private final String table;

	private final JdbcTemplate jdbc;

	private final TransactionTemplate transactions;

	private final Random random = new Random(42);

	private long nextId;

	private int events;

	ShopWorkload(DatabaseServer database, String table) {
		DriverManagerDataSource dataSource = new DriverManagerDataSource(database.jdbcUrl(), database.rootUser(),
				database.rootPassword());
		this.table = "shop." + table;
		this.jdbc = new JdbcTemplate(dataSource);
		this.transactions = new TransactionTemplate(new JdbcTransactionManager(dataSource));
	}

	void createTable() {
		this.jdbc.execute("CREATE DATABASE IF NOT EXISTS shop");
		this.jdbc.execute("CREATE TABLE " + this.table + " (id BIGINT PRIMARY KEY, sku VARCHAR(20) NOT NULL, "
				+ "name VARCHAR(100), price DECIMAL(10,2) NOT NULL, stock INT NOT NULL) DEFAULT CHARSET utf8mb4");
	}

	/** How many row changes were committed. */
	int events() {
		return this.events;
	}

	void run(int transactions) {
		for (int transaction = 0; transaction < transactions; transaction++) {
			Integer changes = this.transactions.execute((status) -> {
				int changed = 0;
				for (int statement = this.random.nextInt(5); statement >= 0; statement--) {
					changed += change();
				}
				if (this.random.nextInt(10) == 0) {
					status.setRollbackOnly();
					return 0;
				}
				return changed;
			});
			this.events += (changes != null) ? changes : 0;
		}
	}

	private int change() {
		long any = this.random.nextLong(this.nextId + 1);
		return switch (this.random.nextInt(6)) {
			case 0 -> this.jdbc.update("DELETE FROM " + this.table + " WHERE id = ?", any);
			case 1 -> this.jdbc
				.update("UPDATE " + this.table + " SET price = price + 0.01, stock = stock + 1 WHERE id = ?", any);
			case 2 -> this.jdbc.update("UPDATE " + this.table + " SET id = ? WHERE id = ?", this.nextId++, any);
			case 3 -> this.jdbc.update("UPDATE " + this.table + " SET stock = stock + 1 WHERE id < ? AND id > ?", any,
					any - 5);
			default -> this.jdbc.update("INSERT INTO " + this.table + " VALUES (?, ?, ?, ?, ?)", this.nextId++,
					"SKU-" + this.nextId, (this.random.nextInt(5) == 0) ? null : "Größe 😀 " + this.nextId,
					new BigDecimal(this.random.nextInt(100000)).movePointLeft(2), this.random.nextInt(1000));
		};
	}

	Map<Long, Product> rows() {
		List<Product> products = this.jdbc.query("SELECT id, sku, name, price, stock FROM " + this.table,
				(row, number) -> new Product(row.getLong(1), row.getString(2), row.getString(3), row.getBigDecimal(4),
						row.getInt(5)));
		Map<Long, Product> rows = new TreeMap<>();
		products.forEach((product) -> rows.put(product.id(), product));
		return rows;
	}

	/** What sinks should hold, by id. */
	Map<String, JsonNode> rowsAsJson() {
		Map<String, JsonNode> documents = new TreeMap<>();
		rows().forEach((id, product) -> {
			ObjectNode document = JsonMapper.shared().createObjectNode();
			document.put("id", product.id()).put("sku", product.sku()).put("name", product.name());
			document.put("price", product.price()).put("stock", product.stock());
			documents.put(id.toString(), ShopCopies.read(document.toString()));
		});
		return documents;
	}

}
