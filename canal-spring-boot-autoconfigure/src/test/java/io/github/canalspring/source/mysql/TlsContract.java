package io.github.canalspring.source.mysql;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

import io.github.canalspring.servers.DatabaseServer;
import io.github.canalspring.source.ChangeStream;
import io.github.canalspring.source.Position;
import io.github.canalspring.source.SourceException;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import org.springframework.boot.ssl.SslBundle;

import static io.github.canalspring.source.mysql.SourceFixture.changes;
import static io.github.canalspring.source.mysql.SourceFixture.in;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * What holds for encrypted connections to every server.
 */
@TestInstance(Lifecycle.PER_CLASS)
@Timeout(180)
abstract class TlsContract {

	@TempDir
	static Path directory;

	private @Nullable SourceFixture started;

	private @Nullable TestCertificate own;

	private @Nullable TestCertificate other;

	abstract DatabaseServer.Builder server();

	@BeforeAll
	void start() throws Exception {
		TestCertificate certificate = TestCertificate.create(directory, "server", "ip:127.0.0.1");
		this.own = certificate;
		TestCertificate client = TestCertificate.create(directory, "other", "ip:127.0.0.1");
		this.other = client;
		Path authorities = Files.writeString(directory.resolve("authorities.pem"),
				Files.readString(certificate.certificate()) + Files.readString(client.certificate()));
		this.started = new SourceFixture(server().option("--ssl-cert=" + certificate.certificate())
			.option("--ssl-key=" + certificate.key())
			.option("--ssl-ca=" + authorities)
			.start());
		fixture().sql("CREATE USER tls@'%' IDENTIFIED BY 'tls' REQUIRE SSL",
				"GRANT SELECT, REPLICATION SLAVE, REPLICATION CLIENT ON *.* TO tls@'%'",
				"CREATE USER mutual@'%' IDENTIFIED BY 'mutual' REQUIRE SUBJECT '/CN=other'",
				"GRANT SELECT, REPLICATION SLAVE, REPLICATION CLIENT ON *.* TO mutual@'%'");
	}

	@AfterAll
	void stop() {
		if (this.started != null) {
			this.started.server().close();
		}
	}

	SourceFixture fixture() {
		assertThat(this.started).isNotNull();
		return this.started;
	}

	private static SslBundle trusted(@Nullable TestCertificate certificate) {
		assertThat(certificate).isNotNull();
		return certificate.trusted();
	}

	MysqlConnection connection(String host, @Nullable TlsSettings tls) {
		return new MysqlConnection(List.of(new HostPort(host, fixture().server().port())), "tls", "tls",
				Duration.ofSeconds(5), Duration.ofSeconds(15), 8 << 20, 1 << 20, tls);
	}

	private MysqlConnection connection() {
		SslBundle bundle = trusted(this.own);
		return connection("127.0.0.1", new TlsSettings(() -> bundle, true));
	}

	@ParameterizedTest
	@EnumSource
	void driversEncryptAndVerify(JdbcDriver driver) {
		assertThat(cipher(connection(), driver)).isNotEmpty();
		SslBundle wrong = trusted(this.other);
		assertRefused(() -> cipher(connection("127.0.0.1", new TlsSettings(() -> wrong, true)), driver),
				"is not signed by anyone who is trusted", "canal.server.ssl.bundle");
		SslBundle right = trusted(this.own);
		assertRefused(() -> cipher(connection("localhost", new TlsSettings(() -> right, true)), driver), "localhost",
				"canal.server.ssl.verify-hostname");
		assertThat(cipher(connection("localhost", new TlsSettings(() -> right, false)), driver)).isNotEmpty();
		SslBundle jvm = SslBundle.systemDefault();
		assertRefused(() -> cipher(connection("127.0.0.1", new TlsSettings(() -> jvm, true)), driver),
				"is not signed by anyone who is trusted");
	}

	private static String cipher(MysqlConnection connection, JdbcDriver driver) {
		return new MysqlServer(connection, () -> driver).ask((client) -> client.sql("SHOW STATUS LIKE 'Ssl_cipher'")
			.query((row, number) -> row.getString(2))
			.single());
	}

	@Test
	void theBinlogIsReadEncrypted() {
		MysqlChangeSource source = new MysqlChangeSource(connection());
		source.check(List.of());
		fixture().database("encrypted");
		fixture().sql("CREATE TABLE encrypted.t (id INT PRIMARY KEY)");
		Position start = source.latest();
		fixture().sql("INSERT INTO encrypted.t VALUES (1), (2)");
		assertThat(changes(fixture().readAll(source, start, in("encrypted")))).hasSize(2);
	}

	@Test
	void theBinlogClientVerifies() {
		SslBundle wrong = trusted(this.other);
		assertRefused(
				() -> LoginProbe.run(host("127.0.0.1"), connection("127.0.0.1", new TlsSettings(() -> wrong, true))),
				"is not signed by anyone who is trusted", "canal.server.ssl.bundle");
		SslBundle right = trusted(this.own);
		assertRefused(
				() -> LoginProbe.run(host("localhost"), connection("localhost", new TlsSettings(() -> right, true))),
				"localhost", "canal.server.ssl.verify-hostname");
		LoginProbe.run(host("localhost"), connection("localhost", new TlsSettings(() -> right, false)));
		MysqlConnection untrusted = connection("127.0.0.1", new TlsSettings(() -> wrong, true));
		Position start = fixture().source().latest();
		try (ChangeStream stream = new MysqlChangeSource(untrusted).open("untrusted", start, in("x"))) {
			Awaitility.await().until(() -> String.valueOf(stream.disconnected()).contains("canal.server.ssl.bundle"));
		}
	}

	@Test
	void aUserWhoMustEncryptIsToldSo() {
		assertRefused(() -> new MysqlChangeSource(connection("127.0.0.1", null)).check(List.of()),
				"canal.server.ssl.bundle", "'tls'");
	}

	@ParameterizedTest
	@EnumSource
	void aUserMayHaveToShowACertificate(JdbcDriver driver) {
		TestCertificate server = this.own;
		TestCertificate client = this.other;
		assertThat(server).isNotNull();
		assertThat(client).isNotNull();
		MysqlConnection right = mutual(client.showing(server));
		assertThat(cipher(right, driver)).isNotEmpty();
		LoginProbe.run(host("127.0.0.1"), right);
		MysqlConnection without = mutual(server.trusted());
		assertRefused(() -> cipher(without, driver), "'mutual'", "key store");
		assertRefused(() -> LoginProbe.run(host("127.0.0.1"), without), "'mutual'", "key store");
	}

	private MysqlConnection mutual(SslBundle bundle) {
		MysqlConnection tls = connection("127.0.0.1", new TlsSettings(() -> bundle, true));
		return new MysqlConnection(tls.hosts(), "mutual", "mutual", tls.connectTimeout(), tls.readTimeout(),
				tls.bufferSize(), tls.sliceSize(), tls.tls());
	}

	/**
	 * The server forgets whom it has seen, so the password itself is asked for.
	 */
	@Test
	void logsInWithoutHavingBeenSeen() {
		fixture().sql("FLUSH PRIVILEGES");
		LoginProbe.run(host("127.0.0.1"), connection());
	}

	private HostPort host(String name) {
		return new HostPort(name, fixture().server().port());
	}

	static void assertRefused(Runnable action, String... texts) {
		assertThatExceptionOfType(SourceException.class).isThrownBy(action::run)
			.satisfies((failure) -> assertThat(failure.getMessage() + " " + failure.remedy()).contains(texts)
				.doesNotContain("changeit"));
	}

}
