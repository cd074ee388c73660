package io.github.canalspring.source.mysql;

import java.io.IOException;
import java.net.Socket;
import java.net.SocketException;
import java.util.ArrayList;
import java.util.List;
import java.util.logging.Level;
import java.util.logging.Logger;

import javax.net.ssl.SSLSocket;

import com.github.shyiko.mysql.binlog.BinaryLogClient;
import com.github.shyiko.mysql.binlog.event.deserialization.ChecksumType;
import com.github.shyiko.mysql.binlog.network.SSLMode;
import com.github.shyiko.mysql.binlog.network.protocol.PacketChannel;
import com.github.shyiko.mysql.binlog.network.protocol.ResultSetRowPacket;
import com.github.shyiko.mysql.binlog.network.protocol.command.Command;
import com.github.shyiko.mysql.binlog.network.protocol.command.DumpBinaryLogCommand;
import com.github.shyiko.mysql.binlog.network.protocol.command.DumpBinaryLogGtidCommand;
import com.github.shyiko.mysql.binlog.network.protocol.command.QueryCommand;
import io.github.canalspring.source.SourceException;

/**
 * One connection to a server that sends its binlog. The client connects, authenticates
 * and frames; from where to send, and what becomes of the events, is decided here.
 */
final class BinlogClient extends BinaryLogClient {

	// The client logs each of its steps as INFO; what matters of them is logged by the
	// stream.
	private static final Logger CLIENT_LOGGER = Logger.getLogger(BinlogClient.class.getName());

	/** How long a server may wait for a slow reader before it gives up, in seconds. */
	private static final int PATIENCE = 3600;

	private static final long MAX_OFFSET = 0xFFFFFFFFL;

	private final HostPort host;

	private final EventConsumer consumer;

	private final EventFrames frames;

	/** What is read at last: over a plain one comes an encrypted one. */
	private Socket socket = new Socket();

	BinlogClient(HostPort host, MysqlConnection connection, long serverId, EventConsumer consumer) {
		super(host.host(), host.port(), connection.user(), connection.password());
		CLIENT_LOGGER.setLevel(Level.SEVERE);
		this.host = host;
		this.consumer = consumer;
		int readTimeout = Math.toIntExact(connection.readTimeout().toMillis());
		setSocketFactory(() -> socket(readTimeout));
		setConnectTimeout(connection.connectTimeout().toMillis());
		setHeartbeatInterval(Math.max(1, readTimeout / 3));
		setNetWriteTimeout(PATIENCE);
		setKeepAlive(false);
		setServerId(serverId);
		// Else the client would ask for the end of the binlog. It is never sent.
		setBinlogFilename("");
		this.frames = new EventFrames(consumer);
		setEventDeserializer(this.frames);
		TlsSettings tls = connection.tls();
		if (tls != null) {
			// The socket verifies, the name too.
			setSSLMode(SSLMode.REQUIRED);
			setSslSocketFactory((socket) -> encrypt(tls, socket, host.host()));
		}
	}

	private Socket socket(int readTimeout) throws SocketException {
		Socket socket = new Socket();
		socket.setSoTimeout(readTimeout);
		socket.setTcpNoDelay(true);
		socket.setKeepAlive(true);
		this.socket = socket;
		return socket;
	}

	private SSLSocket encrypt(TlsSettings tls, Socket socket, String host) throws SocketException {
		try {
			SSLSocket encrypted = tls.over(socket, host);
			this.socket = encrypted;
			return encrypted;
		}
		catch (IOException ex) {
			throw (SocketException) new SocketException("The connection cannot be encrypted: " + ex.getMessage())
				.initCause(ex);
		}
	}

	HostPort host() {
		return this.host;
	}

	/**
	 * Cut the connection, whatever is going on. Unlike the client's own method it waits
	 * for nothing, so it may also be called by the thread that reads.
	 */
	void abort() {
		PacketChannel channel = this.channel;
		if (channel != null) {
			try {
				channel.close();
			}
			catch (IOException ex) {
				CLIENT_LOGGER.log(Level.FINE, "The connection was not closed in order", ex);
			}
		}
	}

	@Override
	protected void requestBinaryLogStream() throws IOException {
		boolean mariadb = getMariaDB();
		ServerState server = new ServerQuestions(this::rows).state(mariadb);
		BinlogPosition from = Continuation.at(this.host, server, this.consumer.resume());
		if (mariadb) {
			command("SET @mariadb_slave_capability=4");
		}
		acceptChecksums();
		boolean far = from.offset() > MAX_OFFSET;
		if (far && (!server.gtids() || !from.hasGtids())) {
			throw new Refusal(new SourceException("The position " + from + " is beyond what a server can be asked for",
					"Start at the next binlog file, or at a GTID set"), false);
		}
		boolean search = from.file().isEmpty() || far && mariadb;
		this.channel.write((search || far) ? byGtid(from, mariadb)
				: new DumpBinaryLogCommand(getServerId(), from.file(), from.offset()));
		// All answers are read: what comes from now on are events.
		this.frames.read(this.socket.getInputStream());
		this.channel = new AnnouncingChannel(this.channel);
		this.consumer.connected(from, search);
	}

	/**
	 * The client has told the server what it writes into its binlog now. Older files may
	 * be otherwise, and those with checksums would be refused. The first event is as was
	 * told here; then each file tells for itself.
	 */
	@SuppressWarnings("deprecation")
	private void acceptChecksums() throws IOException {
		command("SET @master_binlog_checksum='CRC32'");
		this.frames.setChecksumType(ChecksumType.CRC32);
	}

	/**
	 * Asked by GTIDs, MySQL takes a place, too, which may then be beyond 4 GiB.
	 */
	private Command byGtid(BinlogPosition from, boolean mariadb) throws IOException {
		String gtids = String.valueOf(from.gtids());
		if (!mariadb) {
			return new DumpBinaryLogGtidCommand(getServerId(), from.file(),
					Math.max(from.offset(), BinlogPosition.FIRST), new com.github.shyiko.mysql.binlog.GtidSet(gtids));
		}
		command("SET @slave_connect_state='" + gtids + "'");
		command("SET @slave_gtid_strict_mode=0");
		command("SET @slave_gtid_ignore_duplicates=0");
		return new DumpBinaryLogCommand(getServerId(), "", 0);
	}

	private void command(String sql) throws IOException {
		this.channel.write(new QueryCommand(sql));
		checkError(this.channel.read());
	}

	private List<ResultSetRowPacket> rows(String sql) throws IOException {
		this.channel.write(new QueryCommand(sql));
		checkError(this.channel.read());
		while (!isEnd(this.channel.read())) {
			// The columns are known.
		}
		List<ResultSetRowPacket> rows = new ArrayList<>();
		for (byte[] packet = this.channel.read(); !isEnd(packet); packet = this.channel.read()) {
			checkError(packet);
			rows.add(new ResultSetRowPacket(packet));
		}
		return rows;
	}

	private static boolean isEnd(byte[] packet) {
		return packet[0] == (byte) 0xFE;
	}

	/**
	 * Carries a failure that connecting again does not mend out of the client, which lets
	 * through only its own kind.
	 */
	static final class Refusal extends IOException {

		private static final long serialVersionUID = 1L;

		private final SourceException refusal;

		private final boolean passing;

		/**
		 * Create a refusal.
		 * @param refusal why the server is not read
		 * @param passing whether that may change soon by itself
		 */
		Refusal(SourceException refusal, boolean passing) {
			super(refusal);
			this.refusal = refusal;
			this.passing = passing;
		}

		SourceException refusal() {
			return this.refusal;
		}

		boolean isPassing() {
			return this.passing;
		}

	}

}
