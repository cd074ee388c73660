package io.github.canalspring.servers;

// tag::example[]
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.Statement;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

import static org.junit.jupiter.api.Assertions.assertTrue;

class ExampleIntegrationTests {

	static DatabaseServer database;

	@BeforeAll
	static void start() {
		database = DatabaseServer.mariadb().option("--server-id=7").start();
	}

	@AfterAll
	static void close() {
		database.close();
	}

	@Test
	void ordersSurviveACrashOfTheDatabase() throws Exception {
		execute("CREATE DATABASE shop", "CREATE TABLE shop.orders (id INT PRIMARY KEY)",
				"INSERT INTO shop.orders VALUES (1)");
		database.kill();
		database.start(); // the same port, the same data
		try (Connection connection = DriverManager.getConnection(database.jdbcUrl("shop"), "canal", "canal");
				Statement statement = connection.createStatement();
				ResultSet orders = statement.executeQuery("SELECT id FROM orders")) {
			assertTrue(orders.next());
		}
	}

	private static void execute(String... statements) throws Exception {
		try (Connection connection = DriverManager.getConnection(database.jdbcUrl(), database.rootUser(),
				database.rootPassword()); Statement statement = connection.createStatement()) {
			for (String sql : statements) {
				statement.execute(sql);
			}
		}
	}

}
// end::example[]
