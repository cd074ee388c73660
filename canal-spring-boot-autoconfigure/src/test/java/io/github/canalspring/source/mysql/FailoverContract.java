package io.github.canalspring.source.mysql;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import java.util.stream.Stream;

import io.github.canalspring.servers.DatabaseServer;
import io.github.canalspring.source.Change;
import io.github.canalspring.source.ChangeBatch;
import io.github.canalspring.source.ChangeStream;
import io.github.canalspring.source.Position;
import io.github.canalspring.source.SourceException;
import io.github.canalspring.source.StartFrom;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

import org.springframework.test.util.ReflectionTestUtils;
import org.springframework.util.FileSystemUtils;

import static io.github.canalspring.source.mysql.SourceFixture.changes;
import static io.github.canalspring.source.mysql.SourceFixture.in;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * What holds when a server is replaced: by its replica, by an older state of itself, or
 * by nothing that fits.
 */
@Timeout(180)
abstract class FailoverContract {

	private static final long SEED = 20240611;

	private final Random random = new Random(SEED);

	private final List<SourceFixture> fixtures = new ArrayList<>();

	private int rows;

	@TempDir
	private Path directory;

	abstract DatabaseServer.Builder server();

	@AfterEach
	void stop() {
		this.fixtures.forEach((fixture) -> fixture.server().close());
	}

	private SourceFixture start(int id) {
		return start(id, server());
	}

	private SourceFixture start(int id, DatabaseServer.Builder builder) {
		builder.option("--server-id=" + id).option("--log-slave-updates=ON");
		SourceFixture fixture = new SourceFixture(builder.start());
		this.fixtures.add(fixture);
		reset(fixture);
		return fixture;
	}

	/** Starting servers takes its time. */
	private void assumeOneOfEachKind() {
		Assumptions.assumeFalse(server().build().version().startsWith("8.0"), "It is as with later versions");
	}

	private static boolean isNew(SourceFixture fixture) {
		String version = fixture.server().version();
		return !fixture.server().isMariaDb() && !version.startsWith("5.") && !version.startsWith("8.0");
	}

	private static void reset(SourceFixture fixture) {
		fixture.sql(isNew(fixture) ? "RESET BINARY LOGS AND GTIDS" : "RESET MASTER");
	}

	private static void replicate(SourceFixture replica, SourceFixture from) {
		String where = "_HOST='127.0.0.1', #_PORT=" + from.server().port() + ", #_USER='canal', #_PASSWORD='canal'";
		if (isNew(replica)) {
			replica.sql("CHANGE REPLICATION SOURCE TO SOURCE" + where.replace("#", "SOURCE")
					+ ", SOURCE_AUTO_POSITION=1, GET_SOURCE_PUBLIC_KEY=1", "START REPLICA");
		}
		else {
			replica.sql("CHANGE MASTER TO MASTER" + where.replace("#", "MASTER")
					+ (replica.server().isMariaDb()
							? ", MASTER_USE_GTID=current_pos, MASTER_SSL=0, MASTER_SSL_VERIFY_SERVER_CERT=0"
							: ", MASTER_AUTO_POSITION=1, GET_MASTER_PUBLIC_KEY=1"),
					"START SLAVE");
		}
	}

	private static void promote(SourceFixture replica) {
		replica.sql(isNew(replica) ? "STOP REPLICA" : "STOP SLAVE",
				isNew(replica) ? "RESET REPLICA ALL" : "RESET SLAVE ALL");
	}

	private static void awaitReplicated(SourceFixture from, SourceFixture to) {
		Position end = from.source().latest();
		Awaitility.await().atMost(Duration.ofSeconds(60)).until(() -> to.source().latest().reaches(end));
	}

	private MysqlChangeSource source(SourceFixture... servers) {
		return source(8 << 20, 1 << 20, servers);
	}

	private MysqlChangeSource source(long bufferSize, long sliceSize, SourceFixture... servers) {
		return new MysqlChangeSource(new MysqlConnection(
				Stream.of(servers).map((one) -> new HostPort(one.server().host(), one.server().port())).toList(),
				"canal", "canal", Duration.ofSeconds(2), Duration.ofSeconds(15), bufferSize, sliceSize));
	}

	private void createTable(SourceFixture fixture) {
		fixture.sql("CREATE DATABASE shop", "CREATE TABLE shop.t (id INT PRIMARY KEY, v VARCHAR(1000))");
	}

	/** Transactions of one row and of many, new files now and then. */
	private void write(SourceFixture fixture, int transactions) {
		for (int transaction = 0; transaction < transactions; transaction++) {
			List<String> sql = new ArrayList<>(List.of("BEGIN"));
			for (int row = this.random.nextInt(this.random.nextInt(10) == 0 ? 300 : 4); row >= 0; row--) {
				sql.add("INSERT INTO shop.t VALUES (" + this.rows++ + ", REPEAT('x', " + this.random.nextInt(900)
						+ "))");
			}
			sql.add("COMMIT");
			if (this.random.nextInt(8) == 0) {
				sql.add("FLUSH BINARY LOGS");
			}
			fixture.sql(sql.toArray(String[]::new));
		}
	}

	private static List<ChangeBatch> readTo(ChangeStream stream, Position from, Position end) throws Exception {
		List<ChangeBatch> batches = new ArrayList<>();
		Instant limit = Instant.now().plusSeconds(60);
		for (Position at = from; !at.reaches(end); at = batches.isEmpty() ? from
				: batches.get(batches.size() - 1).position()) {
			assertThat(Instant.now()).as("At %s, wanted %s: %s", at.text(), end.text(), stream.disconnected())
				.isBefore(limit);
			batches.addAll(stream.poll(Duration.ofMillis(200)));
		}
		return batches;
	}

	@Test
	void aReplicaTakesOver() throws Exception {
		SourceFixture one = start(1);
		SourceFixture two = start(2);
		replicate(two, one);
		createTable(one);
		MysqlChangeSource source = source(one, two);
		List<ChangeBatch> all = new ArrayList<>();
		Position start = source.latest();
		ChangeStream stream = source.open("failover", start, in("shop"));
		try {
			SourceFixture active = one;
			SourceFixture standby = two;
			for (int round = 0; round < 3; round++) {
				write(active, 20 + this.random.nextInt(20));
				if (this.random.nextBoolean()) {
					all.addAll(readTo(stream, last(all, start), source.latest()));
				}
				write(active, 20 + this.random.nextInt(20));
				awaitReplicated(active, standby);
				active.server().kill();
				promote(standby);
				write(standby, 10);
				if (this.random.nextBoolean()) {
					// From what a sink would have kept.
					stream.close();
					stream = source.open("failover", source.position(last(all, start).text()), in("shop"));
				}
				SourceFixture previous = active;
				active = standby;
				standby = previous;
				Position end = active.source().latest();
				all.addAll(readTo(stream, last(all, start), end));
				assertThat(source.latest().reaches(end)).as("asks the server that is read").isTrue();
				standby.server().start();
				replicate(standby, active);
			}
		}
		finally {
			stream.close();
		}
		List<Change> changes = changes(all);
		assertThat(changes).extracting((change) -> change.row().get("id"))
			.containsExactlyElementsOf(
					Stream.iterate(0, (id) -> id + 1).limit(this.rows).map(Object.class::cast).toList());
		assertThat(changes).extracting(Change::version).isSorted();
		assertThat(all).extracting((batch) -> batch.position().version()).isSorted();
		assertThat(last(all, start).text()).contains("ordinal-offset=");
	}

	@Test
	void aTransactionThatWasDeliveredInPartComesAgainFromAnotherServer() throws Exception {
		SourceFixture one = start(1);
		SourceFixture two = start(2);
		replicate(two, one);
		one.sql("CREATE DATABASE shop", "CREATE TABLE shop.t (id INT PRIMARY KEY, v LONGTEXT)");
		MysqlChangeSource source = source(1 << 20, 4 << 10, one, two);
		Position start = source.latest();
		// More than connections have on the way.
		List<String> sql = new ArrayList<>(List.of("BEGIN"));
		for (int row = 0; row < 40; row++) {
			sql.add("INSERT INTO shop.t VALUES (" + row + ", REPEAT('x', 500000))");
		}
		sql.addAll(List.of("COMMIT", "INSERT INTO shop.t VALUES (40, 'x')"));
		one.sql(sql.toArray(String[]::new));
		awaitReplicated(one, two);
		try (ChangeStream stream = source.open("part", start, in("shop"))) {
			List<ChangeBatch> batches = new ArrayList<>();
			while (changes(batches).isEmpty()) {
				batches.addAll(stream.poll(Duration.ofMillis(200)));
			}
			Position part = last(batches, start);
			assertThat(part.text()).contains("skip=");
			// More of it is here, and is to be taken before all comes again.
			Object queue = Objects.requireNonNull(ReflectionTestUtils.getField(stream, "queue"));
			Awaitility.await().until(() -> !Objects.equals(0L, ReflectionTestUtils.getField(queue, "bytes")));
			one.server().kill();
			MysqlChangeSource other = source(two);
			try (ChangeStream restarted = other.open("part", other.position(part.text()), in("shop"))) {
				assertAllAgain(changes(readTo(restarted, part, other.latest())), part);
			}
			// What had arrived before is taken first.
			List<Change> rest = changes(readTo(stream, part, other.latest()));
			assertThat(rest).hasSizeGreaterThan(41);
			assertThat(rest).extracting(Change::version).isSorted();
			assertAllAgain(rest.subList(rest.size() - 41, rest.size()), part);
		}
	}

	private static void assertAllAgain(List<Change> changes, Position part) {
		assertThat(changes).extracting((change) -> change.row().get("id"))
			.containsExactlyElementsOf(Stream.iterate(0, (id) -> id + 1).limit(41).map(Object.class::cast).toList());
		assertThat(changes.get(0).version()).isGreaterThan(part.version());
	}

	/**
	 * After a switch-over by plan, the stream stays where it is, and what the new primary
	 * writes comes by way of the old one.
	 */
	@Test
	void aPrimaryThatBecomesAReplicaIsReadOn() throws Exception {
		assumeOneOfEachKind();
		SourceFixture one = start(1);
		SourceFixture two = start(2);
		replicate(two, one);
		createTable(one);
		MysqlChangeSource source = source(one, two);
		Position start = source.latest();
		try (ChangeStream stream = source.open("demoted", start, in("shop"))) {
			write(one, 3);
			one.sql("SET GLOBAL read_only=ON");
			awaitReplicated(one, two);
			promote(two);
			replicate(one, two);
			write(two, 3);
			Position end = two.source().latest();
			List<Change> changes = changes(readTo(stream, start, end));
			assertThat(changes).extracting((change) -> change.row().get("id"))
				.containsExactlyElementsOf(
						Stream.iterate(0, (id) -> id + 1).limit(this.rows).map(Object.class::cast).toList());
			assertThat(changes).extracting(Change::version).isSorted();
			// Only the replica of the new primary is left, then only the primary.
			two.sql("INSERT INTO shop.t VALUES (-1, 'only here')");
			awaitReplicated(two, one);
			one.server().kill();
			two.sql("INSERT INTO shop.t VALUES (-2, 'only here')");
			List<Change> last = changes(readTo(stream, end, two.source().latest()));
			assertThat(last).extracting((change) -> change.row().get("id")).containsExactly(-1, -2);
		}
	}

	/**
	 * What a replica has of its own cannot be told from what it wrote as a primary, so it
	 * is read; but then there is no way back to where it never was.
	 */
	@Test
	void transactionsThatOnlyAReplicaHasAreToldOnTheWayBack() throws Exception {
		assumeOneOfEachKind();
		SourceFixture one = start(1);
		SourceFixture two = start(2);
		replicate(two, one);
		createTable(one);
		MysqlChangeSource source = source(one, two);
		Position start = source.latest();
		try (ChangeStream stream = source.open("errant", start, in("shop"))) {
			write(one, 2);
			readTo(stream, start, source.latest());
			awaitReplicated(one, two);
			two.sql("INSERT INTO shop.t VALUES (-1, 'errant')");
			one.server().kill();
			Position errant = two.source().latest();
			assertThat(changes(readTo(stream, start, errant))).extracting((change) -> change.row().get("id"))
				.containsExactly(-1);
			one.server().start();
			two.server().kill();
			assertFails(stream, TransactionsMissingException.class, "does not have transactions that were read");
		}
	}

	@Test
	void whatWasPreparedAtOneServerIsCommittedAtAnother() throws Exception {
		assumeOneOfEachKind();
		SourceFixture one = start(1);
		SourceFixture two = start(2);
		replicate(two, one);
		createTable(one);
		MysqlChangeSource source = source(one, two);
		Position start = source.latest();
		one.sql("XA START 'moved'", "INSERT INTO shop.t VALUES (1, 'x'), (2, 'x')", "XA END 'moved'",
				"XA PREPARE 'moved'");
		one.sql("INSERT INTO shop.t VALUES (3, 'x')");
		List<ChangeBatch> before;
		try (ChangeStream stream = source.open("moved", start, in("shop"))) {
			before = readTo(stream, start, source.latest());
		}
		awaitReplicated(one, two);
		one.server().kill();
		promote(two);
		two.sql("INSERT INTO shop.t VALUES (4, 'x')", "XA COMMIT 'moved'", "INSERT INTO shop.t VALUES (5, 'x')");
		Position end = two.source().latest();
		Position at = source.position(last(before, start).text());
		try (ChangeStream stream = source.open("moved", at, in("shop"))) {
			List<ChangeBatch> after = readTo(stream, at, end);
			assertThat(changes(before)).extracting((change) -> change.row().get("id")).containsExactly(3);
			assertThat(changes(after)).extracting((change) -> change.row().get("id")).containsExactly(4, 1, 2, 5);
			assertThat(changes(after)).extracting(Change::version).isSorted();
			assertThat(changes(after).get(0).version()).isGreaterThan(at.version());
		}
	}

	private static Position last(List<ChangeBatch> batches, Position start) {
		return batches.isEmpty() ? start : batches.get(batches.size() - 1).position();
	}

	@Test
	void anotherServerThatLacksTransactionsIsNotRead() throws Exception {
		SourceFixture one = start(1);
		SourceFixture two = start(2);
		replicate(two, one);
		createTable(one);
		awaitReplicated(one, two);
		MysqlChangeSource source = source(one, two);
		Position start = source.latest();
		promote(two);
		write(one, 3);
		try (ChangeStream stream = source.open("lacks", start, in("shop"))) {
			readTo(stream, start, source.latest());
			one.server().kill();
			write(two, 1);
			assertFails(stream, TransactionsMissingException.class, "does not have transactions");
		}
		Position alone = source(two).latest();
		two.sql("FLUSH BINARY LOGS");
		write(two, 1);
		two.sql("FLUSH BINARY LOGS");
		two.purge();
		assertFails(source(two), start, BinlogPurgedException.class, "binlog_expire_logs_seconds");
		assertFails(source(two), alone, BinlogPurgedException.class, "canal.start-from");
	}

	private void assertFails(MysqlChangeSource source, Position from, Class<? extends SourceException> type,
			String text) {
		try (ChangeStream stream = source.open("fails", from, in("shop"))) {
			assertFails(stream, type, text);
		}
	}

	private void assertFails(ChangeStream stream, Class<? extends SourceException> type, String text) {
		assertThatExceptionOfType(type).isThrownBy(() -> {
			Instant limit = Instant.now().plusSeconds(60);
			while (Instant.now().isBefore(limit)) {
				stream.poll(Duration.ofMillis(200));
			}
		}).satisfies((failure) -> assertThat(failure.getMessage() + failure.remedy()).contains(text));
	}

	@Test
	void aResetIsNoticed() throws Exception {
		SourceFixture one = start(1);
		createTable(one);
		MysqlChangeSource source = source(one);
		Position start = source.latest();
		one.sql("INSERT INTO shop.t VALUES (-1, 'a')", "INSERT INTO shop.t VALUES (-2, 'a')");
		Position early;
		try (ChangeStream stream = source.open("reset", start, in("shop"))) {
			early = last(readTo(stream, start, source.latest()), start);
		}
		assertThat(early.text()).contains("begun=");
		one.sql("FLUSH BINARY LOGS");
		write(one, 3);
		Position late = source.latest();
		Instant second = Instant.now().plusSeconds(1);
		Awaitility.await().until(() -> Instant.now().isAfter(second));
		reset(one);
		assertFails(source, late, BinlogRecreatedException.class, "has no position");
		// Until everything that is counted is beyond what was read.
		while (((BinlogPosition) source.latest()).offset() < ((BinlogPosition) early).offset() + 2000) {
			one.sql("INSERT INTO shop.t VALUES (" + this.rows++ + ", 'b')");
		}
		for (int transaction = 0; transaction < 10; transaction++) {
			one.sql("INSERT INTO shop.t VALUES (" + this.rows++ + ", 'b')");
		}
		assertFails(source, early, BinlogRecreatedException.class, "is not the one that was read");
		Position restarted = source.restart(new StartFrom.Latest(), late);
		assertThat(restarted.version()).isGreaterThan(late.version());
	}

	@Test
	void aServerThatWasRestoredIsNoticed() throws Exception {
		Path data = this.directory.resolve("data");
		SourceFixture one = new SourceFixture(server().dataDirectory(data).start());
		this.fixtures.add(one);
		createTable(one);
		write(one, 2);
		one.server().stop();
		Path backup = this.directory.resolve("backup");
		copy(data, backup);
		one.server().start();
		MysqlChangeSource source = source(one);
		Position start = source.latest();
		write(one, 3);
		try (ChangeStream stream = source.open("restored", start, in("shop"))) {
			readTo(stream, start, source.latest());
			one.server().kill();
			copy(backup, data);
			one.server().start();
			assertFails(stream, BinlogRecreatedException.class, "canal.start-from");
		}
	}

	private static void copy(Path from, Path to) {
		try {
			FileSystemUtils.deleteRecursively(to);
			FileSystemUtils.copyRecursively(from, to);
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	@Test
	void aNewServerAtTheSameAddressIsNotRead() throws Exception {
		SourceFixture one = start(1);
		createTable(one);
		write(one, 3);
		MysqlChangeSource source = source(one);
		Position position = source.latest();
		int port = one.server().port();
		one.server().close();
		SourceFixture other = start(7, server().port(port));
		assertThat(other.server().port()).isEqualTo(port);
		createTable(other);
		assertFails(source, position, SourceException.class, "127.0.0.1:" + port);
	}

	@Test
	void theRetentionIsKnown() {
		SourceFixture one = start(1);
		one.sql(one.server().version().startsWith("5.7") ? "SET GLOBAL expire_logs_days=2"
				: "SET GLOBAL binlog_expire_logs_seconds=172800");
		assertThat(one.source().retention()).isEqualTo(Duration.ofDays(2));
		one.sql(one.server().version().startsWith("5.7") ? "SET GLOBAL expire_logs_days=0"
				: "SET GLOBAL binlog_expire_logs_seconds=0");
		assertThat(one.source().retention()).isNull();
	}

}
