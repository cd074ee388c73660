package io.github.canalspring.serve;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;

import com.alibaba.otter.canal.client.CanalConnector;
import com.alibaba.otter.canal.client.CanalConnectors;
import com.alibaba.otter.canal.protocol.CanalEntry;
import com.alibaba.otter.canal.protocol.CanalEntry.Entry;
import com.alibaba.otter.canal.protocol.CanalEntry.EntryType;
import com.alibaba.otter.canal.protocol.Message;
import io.github.canalspring.servers.CanalServer;
import io.github.canalspring.servers.DatabaseServer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.boot.jdbc.autoconfigure.DataSourceAutoConfiguration;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Configuration;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Canal's own client at an application's port, over a real MySQL, and beside it at a real
 * Canal server.
 */
@Timeout(120)
class CanalPortIntegrationTests {

	private static final DatabaseServer database = DatabaseServer.mysql80()
		.option("--default-authentication-plugin=mysql_native_password")
		.start();

	private static final CanalServer canal = CanalServer.of(database, "shop").start();

	@TempDir
	private Path directory;

	@AfterAll
	static void close() {
		canal.close();
		database.close();
	}

	@Test
	void aClientSeesWhatACanalServerWouldShowIt() throws Exception {
		sql("CREATE DATABASE vals", "CREATE TABLE vals.t (id BIGINT UNSIGNED PRIMARY KEY, tiny TINYINT UNSIGNED, "
				+ "small SMALLINT, medium MEDIUMINT UNSIGNED, number INT UNSIGNED, name VARCHAR(40) CHARACTER SET utf8mb4, "
				+ "fix CHAR(3), price DECIMAL(10,2), size ENUM('S','M','L'), tags SET('new','sale','last'), "
				+ "at DATETIME(6), plain DATETIME, stamp TIMESTAMP(3) NULL, day DATE, flag BIT(1), bits BIT(10), "
				+ "raw VARBINARY(20), half TIME(1), y YEAR, f FLOAT, d DOUBLE, note TEXT, data BLOB, doc JSON, place POINT, "
				+ "fixed BINARY(3))");
		try (ConfigurableApplicationContext context = run()) {
			CanalConnector ours = client(context.getBean(CanalPort.class).port(), "vals\\..*");
			CanalConnector theirs = client(canal.port(), "vals\\..*");
			sql("SET time_zone = '+00:00'; INSERT INTO vals.t VALUES (18446744073709551615, 200, -5, 16777215, 4294967295, "
					+ "'Tee, grün 茶', 'abc', 12.34, 'M', 'new,last', '2024-02-29 23:59:59.123456', '2024-02-29 01:02:03', "
					+ "'2024-02-29 15:59:59.5', '2024-02-29', b'1', b'1000000011', x'00ff80', '-12:34:56.5', 2024, 1.5, "
					+ "0.1, 'text', x'80', '{\"a\": 1}', POINT(1, 2), x'61'), (2, 1, 1, 1, 1, '', '', -0.01, 'S', '', "
					+ "'1970-01-01 00:00:00', '9999-12-31 23:59:59', NULL, '0000-00-00', b'0', b'0', '', '838:59:59', "
					+ "1901, -1, 1e100, '', '', NULL, NULL, NULL)",
					"UPDATE vals.t SET name = NULL, price = 13, size = NULL, tags = NULL, place = NULL WHERE id > 2",
					"DELETE FROM vals.t");
			List<Entry> expected = transactions(theirs);
			List<Entry> actual = transactions(ours);
			assertThat(actual).extracting(Entry::getEntryType)
				.containsExactlyElementsOf(expected.stream().map(Entry::getEntryType).toList());
			assertThat(rows(actual)).isEqualTo(rows(expected).stream().map(CanalPortIntegrationTests::plain).toList());
			assertThat(actual).extracting((entry) -> entry.getHeader().getLogfileName())
				.containsOnly(expected.get(0).getHeader().getLogfileName());
			assertThat(actual).extracting((entry) -> entry.getHeader().getExecuteTime())
				.allMatch((time) -> time % 1000 == 0 && time > 0);
		}
	}

	@Test
	void definitionsAreWhatACanalServerWouldShow() throws Exception {
		sql("CREATE DATABASE defs");
		try (ConfigurableApplicationContext context = run()) {
			CanalConnector ours = client(context.getBean(CanalPort.class).port(), "defs\\..*");
			CanalConnector theirs = client(canal.port(), "defs\\..*");
			sql("CREATE TABLE defs.t (id INT PRIMARY KEY)", "USE defs; ALTER TABLE t ADD name VARCHAR(10)",
					"TRUNCATE TABLE defs.t", "RENAME TABLE defs.t TO defs.u", "ALTER TABLE defs.u RENAME TO defs.v",
					"INSERT INTO defs.v VALUES (1, 'grün')", "ALTER TABLE defs.v COMMENT 'grün', DROP name",
					"DROP TABLE defs.v");
			assertThat(definitions(ours)).hasSize(7).isEqualTo(definitions(theirs));
		}
	}

	@Test
	void theCursorOutlivesTheApplicationAndLargeTransactionsComeWhole() throws Exception {
		sql("CREATE DATABASE big", "CREATE TABLE big.t (id INT PRIMARY KEY, name VARCHAR(40))");
		List<String> ids = new ArrayList<>();
		try (ConfigurableApplicationContext context = run()) {
			CanalConnector client = client(context.getBean(CanalPort.class).port(), "big\\..*");
			insert(1, 5000);
			while (ids.size() < 5000) {
				Message message = client.getWithoutAck(50, 20L, TimeUnit.SECONDS);
				ids.addAll(ids(message.getEntries()));
				client.ack(message.getId());
			}
			insert(5001, 5100);
			// Given, and not acknowledged.
			assertThat(client.getWithoutAck(1000, 20L, TimeUnit.SECONDS).getEntries()).isNotEmpty();
		}
		insert(5101, 5200);
		try (ConfigurableApplicationContext context = run()) {
			CanalConnector client = client(context.getBean(CanalPort.class).port(), "big\\..*");
			while (ids.size() < 5200) {
				Message message = client.getWithoutAck(1000, 20L, TimeUnit.SECONDS);
				ids.addAll(ids(message.getEntries()));
				client.ack(message.getId());
			}
		}
		assertThat(ids).containsExactlyElementsOf(IntStream.rangeClosed(1, 5200).mapToObj(Integer::toString).toList());
	}

	private ConfigurableApplicationContext run() {
		return new SpringApplicationBuilder(Application.class).web(WebApplicationType.NONE)
			.properties("spring.main.banner-mode=off", "canal.server.ip=127.0.0.1",
					"canal.server.port=" + database.port(), "canal.server.type=mysql", "canal.server.dest=shop",
					"canal.server.user-name=canal", "canal.server.user-pass=canal",
					"canal.checkpoint.directory=" + this.directory, "canal.serve.port=0", "canal.serve.host=127.0.0.1",
					"canal.serve.user-pass=canal", "canal.serve.time-zone=UTC")
			.run();
	}

	private static CanalConnector client(int port, String filter) {
		CanalConnector client = CanalConnectors.newSingleConnector(new InetSocketAddress("127.0.0.1", port), "shop",
				"canal", "canal");
		client.connect();
		client.subscribe(filter);
		return client;
	}

	/**
	 * The next three transactions with rows of the table: a new destination shows others,
	 * too.
	 */
	private static List<Entry> transactions(CanalConnector client) {
		List<Entry> entries = new ArrayList<>();
		List<Entry> open = new ArrayList<>();
		for (int found = 0; found < 3;) {
			for (Entry entry : client.getWithoutAck(1000, 1L, TimeUnit.SECONDS).getEntries()) {
				open.add(entry);
				if (entry.getEntryType() == EntryType.TRANSACTIONEND) {
					if (open.stream().anyMatch((each) -> each.getHeader().getSchemaName().equals("vals"))) {
						entries.addAll(open);
						found++;
					}
					open.clear();
				}
				else if (entry.getEntryType() == EntryType.ROWDATA && change(entry).getIsDdl()) {
					open.clear();
				}
			}
		}
		return entries;
	}

	/** All that statements tell, in words, until the table is gone. */
	private static List<String> definitions(CanalConnector client) {
		List<String> definitions = new ArrayList<>();
		while (definitions.isEmpty() || !definitions.get(definitions.size() - 1).startsWith("ERASE")) {
			for (Entry entry : client.getWithoutAck(1000, 1L, TimeUnit.SECONDS).getEntries()) {
				CanalEntry.Header header = entry.getHeader();
				if (entry.getEntryType() == EntryType.ROWDATA && header.getSchemaName().equals("defs")
						&& !header.getTableName().isEmpty() && change(entry).getIsDdl()) {
					definitions.add(header.getEventType() + " " + change(entry).getEventType() + " "
							+ header.getSchemaName() + "." + header.getTableName() + " in "
							+ change(entry).getDdlSchemaName() + ": " + change(entry).getSql());
				}
			}
		}
		return definitions;
	}

	/** All that a row tells, in words. */
	private static List<String> rows(List<Entry> entries) {
		List<String> rows = new ArrayList<>();
		for (Entry entry : entries) {
			if (entry.getEntryType() == EntryType.ROWDATA) {
				String table = entry.getHeader().getSchemaName() + "." + entry.getHeader().getTableName();
				for (CanalEntry.RowData row : change(entry).getRowDatasList()) {
					rows.add(table + " " + change(entry).getEventType() + "\n" + columns(row.getBeforeColumnsList())
							+ "\n" + columns(row.getAfterColumnsList()));
				}
			}
		}
		return rows;
	}

	/** Without what the documentation says that the port does not tell. */
	private static String plain(String row) {
		return row.replaceAll("int\\(\\d+\\)", "int")
			.replace("year(4)", "year")
			.replace(" 1 char(3)", " 12 varchar(3)")
			.replace("'13.0'", "'13.00'")
			.replace(" point = ", " geometry = ")
			.replace(" binary(3) = 'a'", " varbinary(3) = 'a\0\0'")
			.replace(" binary(3)", " varbinary(3)")
			.replace("\"a\": 1", "\"a\":1");
	}

	private static String columns(List<CanalEntry.Column> columns) {
		StringBuilder text = new StringBuilder();
		for (CanalEntry.Column column : columns) {
			text.append(column.getIndex())
				.append(' ')
				.append(column.getName())
				.append(column.getIsKey() ? " key" : "")
				.append(column.getUpdated() ? " updated" : "")
				.append(' ')
				.append(column.getSqlType())
				.append(' ')
				.append(column.getMysqlType())
				.append(" = ")
				.append(column.getIsNull() ? "NULL" : "'" + column.getValue() + "'")
				.append('\n');
		}
		return text.toString();
	}

	private static CanalEntry.RowChange change(Entry entry) {
		try {
			return CanalEntry.RowChange.parseFrom(entry.getStoreValue());
		}
		catch (IOException ex) {
			throw new AssertionError(ex);
		}
	}

	private static List<String> ids(List<Entry> entries) {
		return entries.stream()
			.filter((entry) -> entry.getEntryType() == EntryType.ROWDATA)
			.flatMap((entry) -> change(entry).getRowDatasList().stream())
			.map((row) -> row.getAfterColumns(0).getValue())
			.toList();
	}

	private static void insert(int from, int to) throws SQLException {
		sql("INSERT INTO big.t WITH RECURSIVE s (n) AS (SELECT " + from + " UNION ALL SELECT n + 1 FROM s WHERE n < "
				+ to + ") SELECT n, CONCAT('name ', n) FROM s");
	}

	private static void sql(String... statements) throws SQLException {
		try (Connection connection = DriverManager.getConnection(
				database.jdbcUrl()
						+ "&allowMultiQueries=true&sessionVariables=sql_mode='',cte_max_recursion_depth=10000",
				database.rootUser(), database.rootPassword()); Statement statement = connection.createStatement()) {
			for (String sql : statements) {
				statement.execute(sql);
			}
		}
	}

	@Configuration(proxyBeanMethods = false)
	@EnableAutoConfiguration(exclude = DataSourceAutoConfiguration.class)
	static class Application {

	}

}
