package io.github.canalspring.autoconfigure;

import java.time.Duration;
import java.util.List;
import java.util.Objects;

import io.github.canalspring.autoconfigure.CanalProperties.Server;
import io.github.canalspring.autoconfigure.CanalProperties.Ssl;
import io.github.canalspring.source.mysql.HostPort;
import io.github.canalspring.source.mysql.MysqlConnection;
import io.github.canalspring.source.mysql.TlsSettings;
import org.jspecify.annotations.Nullable;

import org.springframework.boot.convert.DurationStyle;
import org.springframework.boot.ssl.SslBundle;
import org.springframework.boot.ssl.SslBundles;
import org.springframework.core.NestedExceptionUtils;
import org.springframework.util.ClassUtils;
import org.springframework.util.unit.DataSize;

/**
 * {@code canal.server.*} as the source takes it, or {@code canal.servers.<name>.*}.
 */
final class ServerSettings {

	private static final List<String> DRIVERS = List.of("com.mysql.cj.jdbc.Driver", "org.mariadb.jdbc.Driver");

	private static final long LEAST_BUFFER = 1 << 20;

	private ServerSettings() {
	}

	/**
	 * Bring properties and connection details together.
	 * @param source the properties
	 * @param details where the server is
	 * @param bundles the application's SSL bundles; {@code null} if it has none
	 * @return what the source takes
	 */
	static MysqlConnection connection(SourceProperties source, CanalConnectionDetails details,
			@Nullable SslBundles bundles) {
		Server server = source.server();
		requirePossible(source);
		List<HostPort> hosts = details.getNodes()
			.stream()
			.map((node) -> new HostPort(node.host(), node.port(), source.serverOrigin()))
			.toList();
		return new MysqlConnection(hosts, details.getUsername(), Objects.requireNonNullElse(details.getPassword(), ""),
				server.connectTimeout(), server.readTimeout(), server.bufferSize().toBytes(),
				MysqlConnection.DEFAULT_SLICE_SIZE, tls(source, bundles));
	}

	/**
	 * How much may wait in memory unless it is configured. What waits is copied by the
	 * garbage collector, which in a small heap runs often.
	 * @param heap the size of the heap in bytes
	 */
	static DataSize defaultBufferSize(long heap) {
		return DataSize.ofBytes(Math.max(LEAST_BUFFER, Math.min(MysqlConnection.DEFAULT_BUFFER_SIZE, heap / 64)));
	}

	/**
	 * Check what is the same for every kind of server.
	 * @param source the properties
	 */
	static void requirePossible(SourceProperties source) {
		Server server = source.server();
		String port = source.serverProperty("port");
		if (server.port() < 1 || server.port() > 65535) {
			throw new InvalidPropertyException(port, server.port(), "not a port",
					"Write a number from 1 to 65535; MySQL and MariaDB listen at 3306 unless told otherwise, Canal "
							+ "servers at 11111.");
		}
		positive(source.serverProperty("connect-timeout"), server.connectTimeout());
		positive(source.serverProperty("read-timeout"), server.readTimeout());
		if (server.bufferSize().toBytes() < LEAST_BUFFER) {
			throw new InvalidPropertyException(source.serverProperty("buffer-size"), server.bufferSize(),
					"too small for changes to flow", "Write 1MB or more, such as 8MB.");
		}
	}

	private static @Nullable TlsSettings tls(SourceProperties source, @Nullable SslBundles bundles) {
		Ssl ssl = source.server().ssl();
		if (!ssl.isWanted()) {
			return null;
		}
		String name = ssl.bundle();
		if (name == null) {
			SslBundle trustOfTheJvm = SslBundle.systemDefault();
			return new TlsSettings(() -> trustOfTheJvm, ssl.verifyHostname());
		}
		if (bundles == null || !bundles.getBundleNames().contains(name)) {
			throw new InvalidPropertyException(source.serverProperty("ssl.bundle"), name,
					"not the name of an SSL bundle", "Write the name of one of those under spring.ssl.bundle: "
							+ ((bundles != null) ? bundles.getBundleNames() : "there is none") + ".");
		}
		try {
			bundles.getBundle(name).createSslContext();
		}
		catch (IllegalStateException ex) {
			throw new InvalidPropertyException(source.serverProperty("ssl.bundle"), name,
					"the name of an SSL bundle that cannot be loaded: " + NestedExceptionUtils.getMostSpecificCause(ex),
					"Correct the files and passwords of the bundle under spring.ssl.bundle.");
		}
		return new TlsSettings(() -> bundles.getBundle(name), ssl.verifyHostname());
	}

	static String text(Duration duration) {
		return DurationStyle.SIMPLE.print(duration);
	}

	static void positive(String property, Duration duration) {
		if (duration.toMillis() < 1) {
			throw new InvalidPropertyException(property, text(duration), "not a time to wait",
					"Write a time above zero, such as 5s.");
		}
	}

	static void atLeast(String property, Duration duration, String lower, Duration limit) {
		if (duration.compareTo(limit) < 0) {
			throw new InvalidPropertyException(property, text(duration), "shorter than " + lower + ", " + text(limit),
					"Write a time of at least that length, such as 30s.");
		}
	}

	/**
	 * Check that there is a JDBC driver, which reads table definitions and settings.
	 * @param classLoader the application's class loader
	 */
	static void requireDriver(ClassLoader classLoader) {
		if (DRIVERS.stream().noneMatch((driver) -> ClassUtils.isPresent(driver, classLoader))) {
			throw new SetupException("There is no JDBC driver for MySQL or MariaDB on the class path.", """
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
	}

}
