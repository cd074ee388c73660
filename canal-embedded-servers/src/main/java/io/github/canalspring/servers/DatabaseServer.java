package io.github.canalspring.servers;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

import org.jspecify.annotations.Nullable;

/**
 * A real MariaDB or MySQL, with a binlog in ROW format that has full row images, column
 * names and GTIDs. It has the user {@code root} without a password, and {@code canal}
 * with the password {@code canal} and no more privileges than reading the binlog and the
 * tables takes: SELECT, REPLICATION SLAVE and REPLICATION CLIENT.
 */
public final class DatabaseServer extends EmbeddedServer {

	private final boolean mariaDb;

	private final String version;

	private DatabaseServer(ServerRuntime runtime, boolean mariaDb, String version) {
		super(runtime);
		this.mariaDb = mariaDb;
		this.version = version;
	}

	/**
	 * MariaDB 11.4.
	 * @return a builder
	 */
	public static Builder mariadb() {
		return new Builder(DatabaseFlavour.MARIADB, null);
	}

	/**
	 * MySQL 8.0.
	 * @return a builder
	 */
	public static Builder mysql80() {
		return new Builder(DatabaseFlavour.MYSQL_80, null);
	}

	/**
	 * MySQL 8.4, in Docker only.
	 * @return a builder
	 */
	public static Builder mysql84() {
		return new Builder(DatabaseFlavour.MYSQL_84, null);
	}

	/**
	 * MySQL 5.7.
	 * @return a builder
	 */
	public static Builder mysql57() {
		return new Builder(DatabaseFlavour.MYSQL_57, null);
	}

	/**
	 * A MySQL or MariaDB of this machine; which one is found out.
	 * @param home the folder with its {@code bin/mysqld} or {@code bin/mariadbd}
	 * @return a builder
	 */
	public static Builder at(Path home) {
		return new Builder(null, home);
	}

	/**
	 * The MySQL or MariaDB whose folder the system property {@code canal.mysql.home} or
	 * the environment variable {@code CANAL_MYSQL_HOME} names.
	 * @return a builder, or nothing if neither is set
	 */
	public static Optional<Builder> configured() {
		return ServersConfiguration.system().get(ServersConfiguration.MYSQL_HOME).map(Path::of).map(DatabaseServer::at);
	}

	/**
	 * The MariaDB whose folder the system property {@code canal.mariadb.home} or the
	 * environment variable {@code CANAL_MARIADB_HOME} names, beside
	 * {@link #configured()}.
	 * @return a builder, or nothing if neither is set
	 */
	public static Optional<Builder> configuredMariadb() {
		return ServersConfiguration.system()
			.get(ServersConfiguration.MARIADB_HOME)
			.map(Path::of)
			.map(DatabaseServer::at);
	}

	@Override
	public DatabaseServer start() {
		super.start();
		return this;
	}

	@Override
	public DatabaseServer restart() {
		super.restart();
		return this;
	}

	/**
	 * The URL of a database for MySQL's JDBC driver, Connector/J, whatever the server.
	 * @param database the database; it has to be there when the URL is used
	 * @return the URL, without user and password
	 */
	public String jdbcUrl(String database) {
		return "jdbc:mysql://" + host() + ":" + port() + "/" + database
				+ "?sslMode=DISABLED&allowPublicKeyRetrieval=true";
	}

	/**
	 * The URL of the server for MySQL's JDBC driver, with no database chosen.
	 * @return the URL, without user and password
	 */
	public String jdbcUrl() {
		return jdbcUrl("");
	}

	/**
	 * The user who may do everything.
	 * @return {@code root}
	 */
	public String rootUser() {
		return DatabaseUsers.ROOT;
	}

	/**
	 * The password of {@link #rootUser()}.
	 * @return an empty text: there is none
	 */
	public String rootPassword() {
		return "";
	}

	/**
	 * The user who may read tables and the binlog, and no more.
	 * @return {@code canal}
	 */
	public String canalUser() {
		return DatabaseUsers.CANAL;
	}

	/**
	 * The password of {@link #canalUser()}.
	 * @return {@code canal}
	 */
	public String canalPassword() {
		return DatabaseUsers.CANAL;
	}

	/**
	 * Whether this is MariaDB and not MySQL.
	 * @return true for MariaDB
	 */
	public boolean isMariaDb() {
		return this.mariaDb;
	}

	/**
	 * The server's version.
	 * @return as in 8.0.12
	 */
	public String version() {
		return this.version;
	}

	/**
	 * Describes a database server.
	 */
	public static final class Builder {

		private final @Nullable DatabaseFlavour flavour;

		private final @Nullable Path home;

		private final List<String> options = new ArrayList<>();

		private @Nullable Integer port;

		private @Nullable Path dataDirectory;

		private Builder(@Nullable DatabaseFlavour flavour, @Nullable Path home) {
			this.flavour = flavour;
			this.home = home;
		}

		/**
		 * Adds an option of the server, over the default one of the same name.
		 * @param option for example {@code --binlog-row-metadata=MINIMAL}
		 * @return this builder
		 */
		public Builder option(String option) {
			this.options.add(option);
			return this;
		}

		/**
		 * Takes this port instead of a free one.
		 * @param port the port
		 * @return this builder
		 */
		public Builder port(int port) {
			this.port = port;
			return this;
		}

		/**
		 * Keeps the data in this folder, over {@link DatabaseServer#close()} too. One
		 * that already has data is used as it is.
		 * @param directory the folder; created if it is not there
		 * @return this builder
		 */
		public Builder dataDirectory(Path directory) {
			this.dataDirectory = directory;
			return this;
		}

		/**
		 * Fetches the server if necessary; does not start it.
		 * @return the server
		 * @throws ServerUnavailableException if it cannot be had on this machine
		 */
		public DatabaseServer build() {
			ServersConfiguration configuration = ServersConfiguration.system();
			if (this.home != null) {
				return embedded(DatabaseHome.at(this.home, configuration), configuration);
			}
			DatabaseFlavour wanted = Objects.requireNonNull(this.flavour);
			return switch (ServersMode.of(configuration)) {
				case EMBEDDED -> embedded(
						DatabaseHome.at(wanted.home(configuration, Platform.current()), configuration), configuration);
				case DOCKER ->
					new DatabaseServer(DockerEngine.runtime(wanted.image(this.options), this.port, this.dataDirectory),
							wanted.mariaDb(), wanted.imageVersion());
			};
		}

		private DatabaseServer embedded(DatabaseHome found, ServersConfiguration configuration) {
			DatabaseProgram program = new DatabaseProgram(found, List.copyOf(this.options),
					ServerCache.configured(configuration));
			return new DatabaseServer(new LocalRuntime(program, this.port, this.dataDirectory), found.mariaDb(),
					found.version());
		}

		/**
		 * Fetches the server if necessary, and starts it.
		 * @return the running server
		 * @throws ServerUnavailableException if it cannot be had on this machine
		 */
		public DatabaseServer start() {
			return build().start();
		}

	}

}
