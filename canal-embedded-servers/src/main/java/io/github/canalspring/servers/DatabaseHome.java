package io.github.canalspring.servers;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * A folder with a MySQL or MariaDB server.
 *
 * @param folder the folder
 * @param executable the server's program
 * @param share where its messages and system tables are
 * @param mariaDb whether it is MariaDB
 * @param version its version, as in 11.4.5
 * @param environment what it needs in the environment
 */
record DatabaseHome(Path folder, Path executable, Path share, boolean mariaDb, String version,
		Map<String, String> environment) {

	private static final Pattern VERSION = Pattern.compile("Ver (\\d+\\.\\d+\\.\\d+)");

	private static final Pattern MISSING_LIBRARY = Pattern
		.compile("(?s).*error while loading shared libraries: (\\S+):.*");

	static DatabaseHome at(Path folder, ServersConfiguration configuration) {
		Platform.current().requireSignals("The database in " + folder);
		Path home = folder.toAbsolutePath().normalize();
		Path executable = executable(home);
		Map<String, String> environment = environment(home, configuration);
		try {
			String answer = ask(executable, environment);
			Matcher version = VERSION.matcher(answer);
			if (!version.find()) {
				throw new ServerUnavailableException(executable + " --version tells no version: " + answer);
			}
			return new DatabaseHome(home, executable, share(home), answer.contains("MariaDB"), version.group(1),
					environment);
		}
		catch (IOException ex) {
			throw new UncheckedIOException(executable + " cannot be run: " + ex.getMessage(), ex);
		}
	}

	String title() {
		return (this.mariaDb ? "MariaDB " : "MySQL ") + this.version;
	}

	private static Path executable(Path home) {
		return Stream.of("bin/mariadbd", "bin/mysqld", "sbin/mariadbd", "sbin/mysqld", "libexec/mariadbd")
			.map(home::resolve)
			.filter(Files::isExecutable)
			.findFirst()
			.orElseThrow(() -> new ServerUnavailableException(home
					+ " is no folder of a MySQL or MariaDB server: it has "
					+ "neither bin/mysqld nor bin/mariadbd. Name the folder that a server's archive was unpacked in, "
					+ "or /usr for an installed one"));
	}

	private static Path share(Path home) {
		return Stream.of("share/mysql", "share/mariadb", "share")
			.map(home::resolve)
			.filter((share) -> Files.exists(share.resolve("english/errmsg.sys")))
			.findFirst()
			.orElseThrow(() -> new ServerUnavailableException(home + " is not complete: english/errmsg.sys is in none "
					+ "of its folders share, share/mysql and share/mariadb"));
	}

	/**
	 * Adds folders of libraries only where there are any, as the rest of the path stays.
	 */
	private static Map<String, String> environment(Path home, ServersConfiguration configuration) {
		String libraries = Stream
			.of(configuration.get(ServersConfiguration.LIBS).stream(),
					Stream.of(home.resolve("libs").toString()).filter((libs) -> Files.isDirectory(Path.of(libs))),
					configuration.environment("LD_LIBRARY_PATH").stream())
			.flatMap((each) -> each)
			.reduce((first, second) -> first + ":" + second)
			.orElse("");
		return libraries.isEmpty() ? Map.of() : Map.of("LD_LIBRARY_PATH", libraries);
	}

	private static String ask(Path executable, Map<String, String> environment) throws IOException {
		ShellCommand.Result result = ShellCommand
			.run(new Launch(List.of(executable.toString(), "--no-defaults", "--version"), environment));
		if (result.code() == 0) {
			return result.output();
		}
		Matcher missing = MISSING_LIBRARY.matcher(result.output());
		throw new ServerUnavailableException(executable + " cannot run: "
				+ (missing.matches() ? missingLibrary(missing.group(1)) : result.output()));
	}

	static String missingLibrary(String library) {
		String advice = switch (library) {
			case "libaio.so.1" ->
				"the package libaio1 (Debian, Ubuntu; libaio1t64 from Debian 13 and Ubuntu 24.04 on has "
						+ "it as libaio.so.1t64, which needs a link of the old name) or libaio (Fedora, RHEL)";
			case "libnuma.so.1" -> "the package libnuma1 (Debian, Ubuntu) or numactl-libs (Fedora, RHEL)";
			default -> "the package that has it";
		};
		return "the shared library " + library + " is missing. Install " + advice + ", or put it in a folder named by "
				+ "the system property " + ServersConfiguration.LIBS + " or the environment variable "
				+ ServersConfiguration.environmentName(ServersConfiguration.LIBS);
	}

}
