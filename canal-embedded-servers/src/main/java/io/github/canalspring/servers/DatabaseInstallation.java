package io.github.canalspring.servers;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;

/**
 * Makes a new data directory for a database: a copy of one that is kept in the cache, as
 * a server takes seconds to make one.
 */
final class DatabaseInstallation {

	private static final List<List<String>> MARIADB_SYSTEM_TABLES = List.of(
			List.of("mariadb_system_tables.sql", "mysql_system_tables.sql"),
			List.of("mariadb_performance_tables.sql", "mysql_performance_tables.sql"),
			List.of("mariadb_system_tables_data.sql", "mysql_system_tables_data.sql"));

	private final DatabaseHome home;

	private final Path directory;

	private final ServerCache cache;

	DatabaseInstallation(DatabaseHome home, Path directory, ServerCache cache) {
		this.home = home;
		this.directory = directory;
		this.cache = cache;
	}

	boolean isNeeded() {
		return !Files.isDirectory(data());
	}

	/** What every run of the server's program begins with. */
	List<String> baseCommand() {
		return baseCommand(data());
	}

	private List<String> baseCommand(Path data) {
		List<String> command = new ArrayList<>(
				List.of(this.home.executable().toString(), "--no-defaults", "--basedir=" + this.home.folder(),
						"--datadir=" + data, "--tmpdir=" + temporary(), "--lc-messages-dir=" + this.home.share(),
						"--character-sets-dir=" + this.home.share().resolve("charsets")));
		if (Files.isDirectory(this.home.folder().resolve("plugin"))) {
			command.add("--plugin-dir=" + this.home.folder().resolve("plugin"));
		}
		if ("root".equals(System.getProperty("user.name"))) {
			command.add("--user=root");
		}
		return command;
	}

	/** In a folder of its own first, so that what is cut short is done again. */
	void install() throws IOException {
		Path unfinished = this.directory.resolve("data.unfinished");
		DataDirectory.deleteTree(unfinished);
		DataDirectory.copyTree(this.cache.entry(entry(), this::initialize), unfinished);
		Files.move(unfinished, data());
	}

	/** Another build in the same folder is another one. */
	private String entry() throws IOException {
		Path executable = this.home.executable().toRealPath();
		int build = List.of(executable, Files.size(executable), Files.getLastModifiedTime(executable)).hashCode();
		return "data-" + this.home.title().toLowerCase(Locale.ROOT).replace(' ', '-') + "-"
				+ Integer.toHexString(build);
	}

	private void initialize(Path target) throws IOException {
		if (this.home.mariaDb()) {
			installMariaDb(target);
		}
		else {
			List<String> command = new ArrayList<>(baseCommand(target));
			command.add("--initialize-insecure");
			run(command, Path.of("/dev/null"));
			// The server's identity: each copy gets its own when it is started.
			Files.deleteIfExists(target.resolve("auto.cnf"));
		}
	}

	void createTemporary() throws IOException {
		Files.createDirectories(temporary());
	}

	/**
	 * A killed server's would stop the next one if its process number is in use again.
	 */
	void deleteLocks() throws IOException {
		for (String name : List.of("server.pid", "server.sock", "server.sock.lock")) {
			Files.deleteIfExists(data().resolve(name));
		}
	}

	/** What mariadb-install-db does, without needing its shell script. */
	private void installMariaDb(Path target) throws IOException {
		StringBuilder script = new StringBuilder("create database if not exists mysql;\nuse mysql;\n");
		script.append("SET @auth_root_socket=NULL;\n");
		for (List<String> names : MARIADB_SYSTEM_TABLES) {
			script.append(Files.readString(systemTables(names), StandardCharsets.UTF_8)).append('\n');
		}
		Path file = this.directory.resolve("system-tables.sql");
		Files.writeString(file, script);
		List<String> command = new ArrayList<>(baseCommand(target));
		command.addAll(List.of("--bootstrap", "--skip-log-bin"));
		run(command, file);
		Files.delete(file);
	}

	private Path systemTables(List<String> names) {
		return names.stream()
			.flatMap((name) -> Stream.of(this.home.share().resolve(name),
					this.home.share().resolveSibling("mariadb").resolve(name),
					this.home.share().resolveSibling("mysql").resolve(name)))
			.filter(Files::exists)
			.findFirst()
			.orElseThrow(() -> new ServerUnavailableException(
					this.home.folder() + " is not complete: none of " + names + " is in " + this.home.share()));
	}

	private void run(List<String> command, Path input) throws IOException {
		ShellCommand.Result result = ShellCommand.run(new Launch(command, this.home.environment()), input);
		if (result.code() != 0) {
			throw new ServerFailedException(this.home.title() + " could not make its data directory " + data()
					+ " and ended with code " + result.code() + ":\n" + LogTail.lastLines(result.output()));
		}
	}

	/**
	 * Not the machine's: every MariaDB that starts deletes all temporary tables that it
	 * finds there, those of its neighbours too.
	 */
	private Path temporary() {
		return this.directory.resolve("tmp");
	}

	private Path data() {
		return this.directory.resolve("data");
	}

}
