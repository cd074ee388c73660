package io.github.canalspring.servers;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * Runs a MySQL or MariaDB with a ROW binlog that has everything in it.
 */
record DatabaseProgram(DatabaseHome home, List<String> options) implements ServerProgram {

	private static final String FIRST_STATEMENTS = "first-statements.sql";

	// The first packet a server sends is its greeting, which begins with the version of
	// the protocol; while it cannot take work, it is an error (0xff).
	private static final int GREETING = 10;

	private static final int PACKET_HEADER = 4;

	@Override
	public String name() {
		return this.home.title();
	}

	@Override
	public Launch prepare(Path directory, int port) throws IOException {
		DatabaseInstallation installation = new DatabaseInstallation(this.home, directory);
		if (installation.isNeeded()) {
			installation.install();
			Files.writeString(directory.resolve(FIRST_STATEMENTS), DatabaseUsers.statements(this.home));
		}
		List<String> command = new ArrayList<>(installation.baseCommand());
		command.addAll(List.of("--port=" + port, "--bind-address=127.0.0.1", "--skip-name-resolve",
				"--socket=server.sock", "--pid-file=server.pid", "--secure-file-priv=", "--local-infile=ON"));
		command.addAll(binlogOptions());
		command.addAll(leanOptions());
		if (Files.exists(directory.resolve(FIRST_STATEMENTS))) {
			command.add("--init-file=" + directory.resolve(FIRST_STATEMENTS));
		}
		command.addAll(this.options);
		return new Launch(command, this.home.environment());
	}

	private List<String> binlogOptions() {
		List<String> options = new ArrayList<>(List.of("--server-id=1", "--log-bin=binlog", "--binlog-format=ROW",
				"--binlog-row-image=FULL", "--loose-binlog-row-metadata=FULL", "--sync-binlog=0"));
		options.addAll(this.home.mariaDb() ? List.of("--gtid-domain-id=0", "--gtid-strict-mode=ON")
				: List.of("--gtid-mode=ON", "--enforce-gtid-consistency=ON"));
		return options;
	}

	/** Small, as several run side by side, and without waiting for the disk. */
	private List<String> leanOptions() {
		List<String> options = new ArrayList<>(
				List.of("--innodb-flush-log-at-trx-commit=2", "--innodb-buffer-pool-size=64M", "--max-connections=151",
						"--table-open-cache=400", "--loose-table-definition-cache=400"));
		if (this.home.mariaDb()) {
			// Otherwise it makes a new RSA key at each start, which takes up to ten
			// seconds.
			options.add("--skip-ssl");
		}
		else {
			options.add("--loose-mysqlx=OFF");
			options.add("--loose-innodb-redo-log-capacity=96M");
		}
		return options;
	}

	/** The users are there now, and what tests do to them later stays done. */
	@Override
	public void started(Path directory) throws IOException {
		Files.deleteIfExists(directory.resolve(FIRST_STATEMENTS));
	}

	@Override
	public boolean answers(int port) {
		try (Socket socket = new Socket()) {
			socket.connect(new InetSocketAddress("127.0.0.1", port), 1_000);
			socket.setSoTimeout(2_000);
			byte[] start = socket.getInputStream().readNBytes(PACKET_HEADER + 1);
			return start.length > PACKET_HEADER && start[PACKET_HEADER] == GREETING;
		}
		catch (IOException ex) {
			return false;
		}
	}

}
