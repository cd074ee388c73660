package io.github.canalspring.autoconfigure;

import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

import io.github.canalspring.autoconfigure.CanalConnectionDetails.Node;
import io.github.canalspring.source.mysql.HostPort;
import io.github.canalspring.source.mysql.MysqlConnection;
import io.github.canalspring.source.mysql.TlsSettings;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.boot.ssl.DefaultSslBundleRegistry;
import org.springframework.boot.ssl.SslBundle;
import org.springframework.boot.ssl.SslBundles;
import org.springframework.boot.ssl.pem.PemSslStoreBundle;
import org.springframework.boot.ssl.pem.PemSslStoreDetails;
import org.springframework.boot.test.context.FilteredClassLoader;
import org.springframework.util.unit.DataSize;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Tests for {@link ServerSettings}, {@link PropertiesCanalConnectionDetails} and
 * {@link Destination}.
 */
class ServerSettingsTests {

	private static final ApplicationDatabase DATABASE = new ApplicationDatabase("jdbc:mysql://db1:3307,db2/shop",
			"shop", "secret");

	@Test
	void takesPropertiesOverTheDataSource() {
		MysqlConnection connection = connection(
				Map.of("ip", "10.0.0.1, db2:3308,[2001:db8::1]:3309,[::1]", "port", "3310", "user-name", "canal",
						"user-pass", "pass", "connect-timeout", "1s", "read-timeout", "2s", "buffer-size", "3MB"),
				DATABASE);
		assertThat(connection).isEqualTo(new MysqlConnection(
				List.of(new HostPort("10.0.0.1", 3310), new HostPort("db2", 3308), new HostPort("2001:db8::1", 3309),
						new HostPort("::1", 3310)),
				"canal", "pass", Duration.ofSeconds(1), Duration.ofSeconds(2), 3 << 20,
				MysqlConnection.DEFAULT_SLICE_SIZE));
	}

	@Test
	void holdsLessInASmallHeap() {
		assertThat(ServerSettings.defaultBufferSize(32L << 20)).isEqualTo(DataSize.ofMegabytes(1));
		assertThat(ServerSettings.defaultBufferSize(256L << 20)).isEqualTo(DataSize.ofMegabytes(4));
		assertThat(ServerSettings.defaultBufferSize(4L << 30)).isEqualTo(DataSize.ofMegabytes(8));
		assertThat(connection(Map.of(), DATABASE).bufferSize())
			.isEqualTo(ServerSettings.defaultBufferSize(Runtime.getRuntime().maxMemory()).toBytes());
	}

	@Test
	void takesTheDataSourceWithoutIp() {
		assertThat(connection(Map.of("buffer-size", "8MB"), DATABASE)).isEqualTo(
				new MysqlConnection(List.of(new HostPort("db1", 3307), new HostPort("db2", 3306)), "shop", "secret"));
	}

	@Test
	void takesAnotherUserForTheDataSourcesServers() {
		MysqlConnection connection = connection(Map.of("user-name", "canal"), DATABASE);
		assertThat(connection.hosts()).containsExactly(new HostPort("db1", 3307), new HostPort("db2", 3306));
		assertThat(connection.user()).isEqualTo("canal");
		assertThat(connection.password()).isEmpty();
	}

	@Test
	void saysThatThereIsNothingToReadFrom() {
		assertThatExceptionOfType(SetupException.class).isThrownBy(() -> connection(Map.of(), null))
			.withMessage("There is nothing to read changes from: canal.server.ip is not set, and the application has "
					+ "no DataSource, or none that stands out, to take the server from.")
			.extracting(SetupException::remedy)
			.isEqualTo(
					"""
							Say where the database is:

							    canal:
							      server:
							        ip: 127.0.0.1
							        user-name: canal
							        user-pass: ...

							Or give the application a DataSource for MySQL or MariaDB, such as by spring.datasource.url. Or set canal.enabled to false.""");
	}

	@Test
	void saysThatTheDataSourceIsForSomethingElse() {
		ApplicationDatabase other = new ApplicationDatabase("jdbc:h2:mem:shop;PASSWORD=secret", "sa", "secret");
		assertThatExceptionOfType(SetupException.class).isThrownBy(() -> connection(Map.of(), other))
			.withMessage("There is nothing to read changes from: canal.server.ip is not set, and no MySQL or MariaDB "
					+ "server is named by the application's DataSource, which is for jdbc:h2.");
	}

	@Test
	void needsAUser() {
		assertThatExceptionOfType(InvalidPropertyException.class)
			.isThrownBy(() -> connection(Map.of("ip", "db1"), null))
			.withMessage("Property canal.server.user-name with value 'null' is invalid: not set. Write a user with the "
					+ "privileges SELECT, REPLICATION SLAVE and REPLICATION CLIENT.");
	}

	@ParameterizedTest
	@ValueSource(strings = { "db1:", "db1:0", "db1:65536", "http://db1", "2001:db8::1", "a b" })
	void refusesWhatIsNoHost(String ip) {
		assertThatExceptionOfType(InvalidPropertyException.class)
			.isThrownBy(() -> connection(Map.of("ip", "db0," + ip, "user-name", "canal"), null))
			.withMessage("Property canal.server.ip with value '" + ip + "' is invalid: not a host, or a host and a "
					+ "port. Write a name or an address with an optional port: 10.0.0.1, db1:3307 or "
					+ "[2001:db8::1]:3306. Separate several with commas.");
	}

	@Test
	void refusesCredentialsWithoutRepeatingThem() {
		assertThatExceptionOfType(InvalidPropertyException.class)
			.isThrownBy(() -> connection(Map.of("ip", "canal:secret@db1", "user-name", "canal"), null))
			.withMessageStartingWith("Property canal.server.ip with value '...@db1' is invalid");
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|', value = {
			"port | 0 | 0 | not a port | Write a number from 1 to 65535; MySQL and MariaDB listen at 3306 unless told otherwise, Canal servers at 11111.",
			"port | 70000 | 70000 | not a port | Write a number from 1 to 65535; MySQL and MariaDB listen at 3306 unless told otherwise, Canal servers at 11111.",
			"connect-timeout | 0s | 0ms | not a time to wait | Write a time above zero, such as 5s.",
			"read-timeout | -1s | -1000ms | not a time to wait | Write a time above zero, such as 5s.",
			"buffer-size | 1KB | 1024B | too small for changes to flow | Write 1MB or more, such as 8MB." })
	void refusesImpossibleValues(String name, String text, String value, String problem, String remedy) {
		assertThatExceptionOfType(InvalidPropertyException.class)
			.isThrownBy(() -> connection(Map.of(name, text), DATABASE))
			.satisfies((ex) -> {
				assertThat(ex.getName()).isEqualTo("canal.server." + name);
				assertThat(ex.getValue()).hasToString(value);
				assertThat(ex.problem()).isEqualTo(problem);
				assertThat(ex.remedy()).isEqualTo(remedy);
			});
	}

	@Test
	void takesCanalsPortForMysqlWhereThatIsMeant() {
		assertThat(
				connection(Map.of("ip", "db1", "port", "11111", "type", "mysql", "user-name", "canal"), null).hosts())
			.containsExactly(new HostPort("db1", 11111));
	}

	@Test
	void oneOfTheDriversIsEnough() {
		assertThatCode(() -> ServerSettings.requireDriver(new FilteredClassLoader("com.mysql")))
			.doesNotThrowAnyException();
		assertThatCode(() -> ServerSettings.requireDriver(new FilteredClassLoader("org.mariadb")))
			.doesNotThrowAnyException();
	}

	@Test
	void namesTheDriversToAdd() {
		assertThatExceptionOfType(SetupException.class)
			.isThrownBy(() -> ServerSettings.requireDriver(new FilteredClassLoader("com.mysql", "org.mariadb")))
			.withMessage("There is no JDBC driver for MySQL or MariaDB on the class path.")
			.extracting(SetupException::remedy)
			.isEqualTo("""
					Add MySQL's driver, which reads from MariaDB too:

					    <dependency>
					        <groupId>com.mysql</groupId>
					        <artifactId>mysql-connector-j</artifactId>
					    </dependency>

					Or MariaDB's:

					    <dependency>
					        <groupId>org.mariadb.jdbc</groupId>
					        <artifactId>mariadb-java-client</artifactId>
					    </dependency>""");
	}

	@Test
	void showsNoPassword() {
		assertThat(details(Map.of("ip", "db1", "user-name", "canal", "user-pass", "secret"), null))
			.hasToString("canal@[db1:3306]");
		assertThat(new Node("::1", 3306)).hasToString("[::1]:3306");
	}

	@ParameterizedTest
	@CsvSource({ "shop,other,shop", ",my shop,my-shop", ",商店,商店", ",,canal", ",' ',canal", "a.b_c-1,,a.b_c-1" })
	void theStreamHasAName(@Nullable String dest, @Nullable String applicationName, String name) {
		assertThat(Destination.of(dest, applicationName).name()).isEqualTo(name);
	}

	@ParameterizedTest
	@ValueSource(strings = { "", "a b", "../shop", ".shop", "a/b", "a:b", "{a}" })
	void refusesNamesThatFilesAndKeysCannotCarry(String dest) {
		assertThatExceptionOfType(InvalidPropertyException.class).isThrownBy(() -> Destination.of(dest, "shop"))
			.withMessage("Property canal.server.dest with value '" + dest + "' is invalid: not a name that files and "
					+ "keys can carry. Set canal.server.dest to at most 100 letters, digits, dots, dashes and "
					+ "underscores, such as shop.");
	}

	@Test
	void encryptsWithABundleOrWithWhatTheJvmTrusts() {
		DefaultSslBundleRegistry bundles = new DefaultSslBundleRegistry("db", SslBundle.systemDefault());
		assertThat(tls(bundles)).isNull();
		assertThat(tls(bundles, "ssl.bundle", "db")).isNotNull()
			.satisfies((tls) -> assertThat(tls.verifyHostname()).isTrue())
			.satisfies((tls) -> assertThat(tls.bundle().get()).isSameAs(bundles.getBundle("db")));
		assertThat(tls(bundles, "ssl.bundle", "db", "ssl.verify-hostname", "false")).isNotNull()
			.satisfies((tls) -> assertThat(tls.verifyHostname()).isFalse());
		assertThat(tls(bundles, "ssl.bundle", "db", "ssl.enabled", "false")).isNull();
		assertThat(tls(null, "ssl.enabled", "true")).isNotNull()
			.satisfies((tls) -> assertThat(tls.bundle().get().createSslContext()).isNotNull());
	}

	@Test
	void refusesBundlesThatAreNotThereOrCannotBeLoaded() {
		DefaultSslBundleRegistry bundles = new DefaultSslBundleRegistry("db",
				SslBundle.of(new PemSslStoreBundle(null, PemSslStoreDetails.forCertificate("file:/no/such/file.pem"))));
		assertThatExceptionOfType(InvalidPropertyException.class).isThrownBy(() -> tls(bundles, "ssl.bundle", "dp"))
			.withMessageContaining("canal.server.ssl.bundle")
			.withMessageContaining("[db]");
		assertThatExceptionOfType(InvalidPropertyException.class).isThrownBy(() -> tls(bundles, "ssl.bundle", "db"))
			.withMessageContaining("cannot be loaded")
			.withMessageContaining("/no/such/file.pem");
	}

	private static @Nullable TlsSettings tls(@Nullable SslBundles bundles, String... properties) {
		Map<String, String> all = new HashMap<>(Map.of("ip", "db", "user-name", "canal"));
		for (int index = 0; index < properties.length; index += 2) {
			all.put(properties[index], properties[index + 1]);
		}
		return ServerSettings.connection(server(all), details(all, null), bundles).tls();
	}

	private static MysqlConnection connection(Map<String, String> properties, @Nullable ApplicationDatabase database) {
		return ServerSettings.connection(server(properties), details(properties, database), null);
	}

	private static CanalConnectionDetails details(Map<String, String> properties,
			@Nullable ApplicationDatabase database) {
		return PropertiesCanalConnectionDetails.of(server(properties), () -> database);
	}

	private static SourceProperties server(Map<String, String> properties) {
		Map<String, String> full = new HashMap<>();
		properties.forEach((name, value) -> full.put("canal.server." + name, value));
		return SourceProperties.single(CanalPropertiesTests.bind(full));
	}

}
