package io.github.canalspring.source.canal;

import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Predicate;

import io.github.canalspring.event.Row;
import io.github.canalspring.servers.CanalServer;
import io.github.canalspring.servers.DatabaseServer;
import io.github.canalspring.source.Change;
import io.github.canalspring.source.ChangeBatch;
import io.github.canalspring.source.ChangeStream;
import io.github.canalspring.source.Entries;
import io.github.canalspring.source.Position;
import io.github.canalspring.source.SourceException;
import io.github.canalspring.source.StartFrom;
import io.github.canalspring.source.Subscription;
import io.github.canalspring.source.TableId;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.api.Timeout;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.mockito.Mockito.mock;

/**
 * A real Canal server in front of a real database. Every test has a destination of its
 * own. (The newest Canal in Maven's repository stumbles over MariaDB 11's statements.)
 */
@TestInstance(Lifecycle.PER_CLASS)
@Timeout(180)
class CanalSourceIntegrationTests {

	private static final Duration PATIENCE = Duration.ofSeconds(60);

	private @Nullable DatabaseServer database;

	private @Nullable CanalServer canal;

	@BeforeAll
	void start() {
		this.database = DatabaseServer.mysql80()
			.option("--default-authentication-plugin=mysql_native_password")
			.start();
		this.canal = CanalServer
			.of(this.database, "values", "restart", "many", "again", "clash", "slow", "truncate", "copies", "wrong",
					"odd")
			.start();
	}

	@AfterAll
	void close() {
		if (this.canal != null) {
			this.canal.close();
		}
		if (this.database != null) {
			this.database.close();
		}
	}

	@Test
	void rowsArriveAsTheyAre() throws Exception {
		sql("CREATE DATABASE vals",
				"CREATE TABLE vals.t (id BIGINT UNSIGNED PRIMARY KEY, name VARCHAR(40) CHARACTER SET utf8mb4, "
						+ "price DECIMAL(10,2), size ENUM('S','M','L'), tags SET('new','sale','last'), at DATETIME(6), "
						+ "stamp TIMESTAMP(3) NULL, day DATE, flag BIT(1), bits BIT(10), raw VARBINARY(20), half TIME(1), "
						+ "y YEAR, f DOUBLE)");
		try (Reading reading = open("values", "p", "vals")) {
			sql("SET time_zone = '+00:00'; INSERT INTO vals.t VALUES (18446744073709551615, 'Tee, grün 茶', 12.50, "
					+ "'M', 'new,last', '2024-02-29 23:59:59.123456', '2024-02-29 15:59:59.5', '2024-02-29', b'1', "
					+ "b'1000000011', x'00ff80', '-12:34:56.5', 2024, 1.5)",
					"UPDATE vals.t SET name = NULL, price = 13, size = NULL, day = '0000-00-00'", "DELETE FROM vals.t");
			List<Change> changes = reading.changes(3);
			Row inserted = row(changes.get(0).after());
			assertThat(inserted.asMap()).containsEntry("id", new java.math.BigInteger("18446744073709551615"))
				.containsEntry("name", "Tee, grün 茶")
				.containsEntry("price", new java.math.BigDecimal("12.50"))
				.containsEntry("size", "M")
				.containsEntry("tags", "new,last")
				.containsEntry("at", java.time.LocalDateTime.parse("2024-02-29T23:59:59.123456"))
				.containsEntry("stamp", java.time.Instant.parse("2024-02-29T15:59:59.5Z"))
				.containsEntry("day", java.time.LocalDate.parse("2024-02-29"))
				.containsEntry("flag", true)
				.containsEntry("half", Duration.ofHours(-12).minusMinutes(34).minusMillis(56500))
				.containsEntry("y", 2024)
				.containsEntry("f", 1.5);
			assertThat(inserted.getBytes("bits")).containsExactly(2, 3);
			assertThat(inserted.getBytes("raw")).containsExactly(0, -1, -128);
			Change update = changes.get(1);
			assertThat(row(update.before())).isEqualTo(inserted);
			assertThat(row(update.after()).asMap()).containsEntry("name", null)
				.containsEntry("price", new java.math.BigDecimal("13.00"))
				.containsEntry("size", null)
				.containsEntry("day", "0000-00-00");
			assertThat(row(changes.get(2).before())).isEqualTo(update.after());
			assertThat(changes.get(0).schema().primaryKey()).containsExactly("id");
			assertThat(changes).extracting(Change::eventId).doesNotHaveDuplicates();
			assertThat(changes.get(0).version()).isLessThan(changes.get(1).version());
		}
	}

	@Test
	void aRestartOfTheServerLosesAndRepeatsNothing() throws Exception {
		table("restarts");
		try (Reading reading = open("restart", "p", "restarts")) {
			insert("restarts", 1, 500);
			assertThat(reading.ids(500)).containsExactlyElementsOf(numbers(1, 500));
			// The server writes its cursors down now and then, and without any it begins
			// at the newest change.
			Path cursors = canal().dataDirectory().resolve("conf/restart/meta.dat");
			Awaitility.await().atMost(PATIENCE).until(() -> {
				assertThat(reading.poll()).isEmpty();
				return Files.exists(cursors) && Files.readString(cursors).contains("journalName");
			});
			insert("restarts", 501, 600);
			canal().kill();
			Awaitility.await().atMost(PATIENCE).until(() -> reading.stream.disconnected() != null);
			insert("restarts", 601, 1000);
			canal().start();
			assertThat(reading.ids(500)).containsExactlyElementsOf(numbers(501, 1000));
		}
	}

	@Test
	void aBatchIsAcknowledgedWhenEveryPipelineHasIt() throws Exception {
		table("many");
		sql("CREATE TABLE many.other (id INT PRIMARY KEY)");
		CanalChangeSource source = source("many", "canal", 8 << 20);
		source.announce("fast", (table) -> table.table().equals("t"));
		source.announce("slow", (table) -> table.database().equals("many"));
		try (Reading fast = open(source, "fast", CanalPosition.CURSOR, (table) -> table.table().equals("t"))) {
			insert("many", 1, 100);
			sql("INSERT INTO many.other VALUES (1)");
			assertThat(fast.ids(100)).hasSize(100);
			try (Reading slow = open(source, "slow", CanalPosition.CURSOR,
					(table) -> table.database().equals("many"))) {
				assertThat(slow.changes(101)).hasSize(101);
			}
		}
		// Taken, applied by both, and yet not acknowledged by the one that is closed now.
		CanalChangeSource next = source("many", "canal", 8 << 20);
		try (Reading again = open(next, "fast", CanalPosition.CURSOR, (table) -> table.database().equals("many"))) {
			insert("many", 101, 101);
			assertThat(again.until((change) -> row(change.after()).get("id").equals(101))).isNotEmpty();
		}
	}

	@Test
	void whatWasNotAcknowledgedComesAgainAndWhatASinkHasDoesNot() throws Exception {
		table("again");
		Position half;
		try (Reading reading = open("again", "p", "again")) {
			insert("again", 1, 50);
			reading.acknowledge = false;
			assertThat(reading.ids(50)).hasSize(50);
			half = reading.position;
		}
		CanalChangeSource source = source("again", "canal", 8 << 20);
		insert("again", 51, 60);
		try (Reading reading = open(source, "p", CanalPosition.CURSOR, in("again"))) {
			reading.acknowledge = false;
			assertThat(reading.ids(60)).containsExactlyElementsOf(numbers(1, 60));
		}
		try (Reading reading = open(source, "p", source.position(half.text()), in("again"))) {
			assertThat(reading.ids(10)).containsExactlyElementsOf(numbers(51, 60));
		}
	}

	@Test
	void memoryIsBoundedWhileASinkIsSlow() throws Exception {
		table("slow");
		CanalChangeSource source = source("slow", "canal", 100_000);
		try (Reading reading = open(source, "p", CanalPosition.CURSOR, in("slow"))) {
			for (int from = 1; from < 20_000; from += 1000) {
				insert("slow", from, from + 999);
			}
			assertThat(reading.ids(20_000)).containsExactlyElementsOf(numbers(1, 20_000));
		}
	}

	@Test
	void anotherClientIsNoticed() throws Exception {
		table("clash");
		try (Reading one = open("clash", "p", "clash"); Reading other = open("clash", "p", "clash")) {
			assertThatExceptionOfType(SourceException.class).isThrownBy(() -> {
				for (int id = 1; id < 10_000; id++) {
					insert("clash", id, id);
					one.poll();
					other.poll();
				}
			}).withMessageContaining("Another client takes batches of the Canal destination clash");
		}
	}

	@Test
	void aTruncatedTableIsTold() throws Exception {
		table("gone");
		try (Reading reading = open("truncate", "p", "gone")) {
			insert("gone", 1, 3);
			sql("TRUNCATE gone.t");
			insert("gone", 7, 7);
			assertThat(reading.ids(4)).containsExactly(1, 2, 3, 7);
			assertThat(reading.replaced).containsExactly(new TableId("gone", "t"));
		}
		CanalChangeSource source = source("copies", "canal", 8 << 20);
		try (ChangeStream stream = source.open("p", CanalPosition.CURSOR, new Subscription(new StartFrom.Upstream(),
				in("gone"), (table) -> true, (table) -> true, mock(Entries.class)))) {
			sql("TRUNCATE gone.t");
			assertThatExceptionOfType(SourceException.class).isThrownBy(() -> {
				long deadline = System.nanoTime() + PATIENCE.toNanos();
				while (System.nanoTime() < deadline) {
					stream.poll(Duration.ofMillis(100)).forEach((batch) -> stream.acknowledge(batch.position()));
				}
			}).withMessageContaining("All rows of table gone.t were replaced");
		}
	}

	@Test
	void aWrongPasswordIsSaid() {
		try (Reading reading = open(source("wrong", "secret", 8 << 20), "p", CanalPosition.CURSOR, in("wrong"))) {
			assertThatExceptionOfType(SourceException.class).isThrownBy(() -> reading.changes(1))
				.withMessageContaining("does not let in user 'canal'")
				.satisfies((ex) -> assertThat(ex.remedy()).contains("canal.servers.stock.user-pass"));
		}
	}

	@Test
	void aColumnAddedInTheMiddleIsThereFromThenOn() throws Exception {
		table("odd");
		try (Reading reading = open("odd", "p", "odd")) {
			insert("odd", 1, 2);
			// Canal reads rows by the definition that the table has when it comes to
			// them.
			assertThat(row(reading.changes(2).get(0).after()).columns().names()).containsExactly("id", "name");
			sql("ALTER TABLE odd.t ADD COLUMN note VARCHAR(10) FIRST",
					"INSERT INTO odd.t (note, id, name) VALUES ('x', 3, 'c')");
			assertThat(row(reading.changes(1).get(0).after()).asMap())
				.isEqualTo(new TreeMap<>(Map.of("note", "x", "id", 3, "name", "c")));
		}
	}

	private Reading open(String destination, String name, String database) {
		return open(source(destination, "canal", 8 << 20), name, CanalPosition.CURSOR, in(database));
	}

	private static Reading open(CanalChangeSource source, String name, Position from, Predicate<TableId> tables) {
		return new Reading(source.open(name, from, tables));
	}

	private static Predicate<TableId> in(String database) {
		return (table) -> table.database().equals(database);
	}

	private CanalChangeSource source(String destination, String password, long bufferSize) {
		List<CanalNode> nodes = List.of(new CanalNode(canal().host(), canal().port()));
		return new CanalChangeSource(new CanalConnection(() -> nodes, "Canal", "canal.servers.stock", destination,
				"canal", password, "", Duration.ofSeconds(5), Duration.ofSeconds(30), bufferSize, ZoneOffset.UTC));
	}

	private CanalServer canal() {
		assertThat(this.canal).isNotNull();
		return this.canal;
	}

	private static Row row(@Nullable Row row) {
		assertThat(row).isNotNull();
		return row;
	}

	private void table(String name) throws SQLException {
		sql("CREATE DATABASE " + name, "CREATE TABLE " + name + ".t (id INT PRIMARY KEY, name VARCHAR(40))");
	}

	private void insert(String database, int from, int to) throws SQLException {
		sql("INSERT INTO " + database + ".t WITH RECURSIVE s (n) AS (SELECT " + from
				+ " UNION ALL SELECT n + 1 FROM s WHERE n < " + to + ") SELECT n, CONCAT('name ', n) FROM s");
	}

	private static List<Integer> numbers(int from, int to) {
		return java.util.stream.IntStream.rangeClosed(from, to).boxed().toList();
	}

	private void sql(String... statements) throws SQLException {
		DatabaseServer server = this.database;
		assertThat(server).isNotNull();
		try (Connection connection = DriverManager.getConnection(
				server.jdbcUrl("mysql")
						+ "&allowMultiQueries=true&sessionVariables=sql_mode='',cte_max_recursion_depth=10000",
				server.rootUser(), server.rootPassword()); Statement statement = connection.createStatement()) {
			for (String sql : statements) {
				statement.execute(sql);
			}
		}
	}

	/**
	 * A stream and what it brought.
	 */
	private static final class Reading implements AutoCloseable {

		private final ChangeStream stream;

		private final List<TableId> replaced = new ArrayList<>();

		private boolean acknowledge = true;

		private Position position = CanalPosition.CURSOR;

		private Reading(ChangeStream stream) {
			this.stream = stream;
		}

		private List<Change> poll() throws InterruptedException {
			List<Change> changes = new ArrayList<>();
			List<ChangeBatch> batches = this.stream.poll(Duration.ofMillis(100));
			for (ChangeBatch batch : batches) {
				changes.addAll(batch.changes());
				this.replaced.addAll(batch.replaced());
				this.position = batch.position();
			}
			if (this.acknowledge && !batches.isEmpty()) {
				this.stream.acknowledge(this.position);
			}
			return changes;
		}

		private List<Change> changes(int count) throws InterruptedException {
			List<Change> changes = new ArrayList<>();
			long deadline = System.nanoTime() + PATIENCE.toNanos();
			while (changes.size() < count && System.nanoTime() < deadline) {
				changes.addAll(poll());
			}
			assertThat(changes).as("arrived within %s; %s", PATIENCE, this.stream.disconnected()).hasSize(count);
			return changes;
		}

		private List<Change> until(Predicate<Change> last) throws InterruptedException {
			List<Change> changes = new ArrayList<>();
			long deadline = System.nanoTime() + PATIENCE.toNanos();
			while (changes.stream().noneMatch(last) && System.nanoTime() < deadline) {
				changes.addAll(poll());
			}
			return changes;
		}

		private List<@Nullable Object> ids(int count) throws InterruptedException {
			return changes(count).stream().map((change) -> change.row().get("id")).toList();
		}

		@Override
		public void close() {
			this.stream.close();
		}

	}

}
