package io.github.canalspring.servers;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * Runs a MySQL or MariaDB as a child process.
 */
record DatabaseProgram(DatabaseHome home, List<String> options, ServerCache cache) implements ServerProgram {

	private static final String FIRST_STATEMENTS = "first-statements.sql";

	@Override
	public String name() {
		return this.home.title();
	}

	@Override
	public Probe probe() {
		return Probe.DATABASE;
	}

	@Override
	public Launch prepare(Path directory, int port) throws IOException {
		DatabaseInstallation installation = new DatabaseInstallation(this.home, directory, this.cache);
		Path firstStatements = directory.resolve(FIRST_STATEMENTS);
		installation.createTemporary();
		if (installation.isNeeded()) {
			Files.writeString(firstStatements, DatabaseUsers.statements(this.home.mariaDb(), this.home.version()));
			installation.install();
		}
		installation.deleteLocks();
		List<String> command = new ArrayList<>(installation.baseCommand());
		command.addAll(List.of("--port=" + port, "--bind-address=127.0.0.1", "--pid-file=server.pid",
				// Beside the data, which is where a relative path starts: a full one is
				// soon longer than the hundred characters that a socket's may have.
				"--socket=server.sock"));
		command.addAll(DatabaseOptions.defaults(this.home.mariaDb()));
		if (Files.exists(firstStatements)) {
			command.add("--init-file=" + firstStatements);
		}
		command.addAll(this.options);
		return new Launch(command, this.home.environment());
	}

	/** The users are there now, and what tests do to them later stays done. */
	@Override
	public void started(Path directory) throws IOException {
		Files.deleteIfExists(directory.resolve(FIRST_STATEMENTS));
	}

}
