package io.github.canalspring.source.mysql;

import java.util.Properties;

import io.github.canalspring.source.SourceException;

import org.springframework.jdbc.datasource.SingleConnectionDataSource;
import org.springframework.util.ClassUtils;

/**
 * The JDBC drivers that know the servers.
 */
enum JdbcDriver {

	CONNECTOR_J("com.mysql.cj.jdbc.Driver", "jdbc:mysql://", Integer.MIN_VALUE),

	MARIADB("org.mariadb.jdbc.Driver", "jdbc:mariadb://", 256);

	private final String className;

	private final String scheme;

	private final int streamingFetchSize;

	JdbcDriver(String className, String scheme, int streamingFetchSize) {
		this.className = className;
		this.scheme = scheme;
		this.streamingFetchSize = streamingFetchSize;
	}

	/**
	 * The fetch size with which the driver does not keep all rows of a result in memory.
	 */
	int streamingFetchSize() {
		return this.streamingFetchSize;
	}

	/**
	 * The driver that the application has.
	 * @return MySQL's, if it has both
	 * @throws SourceException if it has none
	 */
	static JdbcDriver present() {
		for (JdbcDriver driver : values()) {
			if (ClassUtils.isPresent(driver.className, JdbcDriver.class.getClassLoader())) {
				return driver;
			}
		}
		throw new SourceException("There is no JDBC driver for MySQL or MariaDB",
				"Add the dependency com.mysql:mysql-connector-j or org.mariadb.jdbc:mariadb-java-client");
	}

	/**
	 * A data source of one connection, which is made when it is asked for.
	 */
	SingleConnectionDataSource dataSource(HostPort host, MysqlConnection connection) {
		Properties properties = new Properties();
		properties.setProperty("user", connection.user());
		properties.setProperty("password", connection.password());
		properties.setProperty("connectTimeout", Long.toString(connection.connectTimeout().toMillis()));
		properties.setProperty("socketTimeout", Long.toString(connection.readTimeout().toMillis()));
		// As the binlog client: without TLS the server's key protects the password.
		properties.setProperty("allowPublicKeyRetrieval", "true");
		if (connection.tls() != null) {
			encrypt(properties);
		}
		else if (this == CONNECTOR_J) {
			properties.setProperty("sslMode", "PREFERRED");
		}
		SingleConnectionDataSource dataSource = new SingleConnectionDataSource(this.scheme + host + "/", true);
		dataSource.setConnectionProperties(properties);
		return dataSource;
	}

	private void encrypt(Properties properties) {
		if (this == CONNECTOR_J) {
			// The socket factory verifies, so the driver need not.
			properties.setProperty("sslMode", "REQUIRED");
			properties.setProperty("socketFactory", ConnectorJTlsSocketFactory.class.getName());
		}
		else {
			properties.setProperty("sslMode", "verify-full");
			properties.setProperty("tlsSocketType", MariadbTlsSocketPlugin.TYPE);
		}
	}

}
