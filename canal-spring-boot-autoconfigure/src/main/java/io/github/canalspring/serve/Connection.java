package io.github.canalspring.serve;

import java.io.BufferedInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.net.Socket;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.TimeUnit;

import io.github.canalspring.canal.Packets;
import io.github.canalspring.canal.Packets.Packet;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A client's connection: greets it, lets it in, and answers its requests one after the
 * other, on a thread of its own.
 */
final class Connection implements Runnable {

	private static final Logger logger = LoggerFactory.getLogger(Connection.class);

	/** Requests are short, and who was not let in yet sends one only. */
	private static final int MAX_REQUEST = 1 << 16;

	private static final int DEFAULT_IDLE = (int) Duration.ofHours(1).toMillis();

	private static final int DEFAULT_FETCH = 1000;

	/** What a client's unit of size stands for, as at a Canal server of its own. */
	private static final long FETCH_UNIT = 1024;

	private static final int VERSION = 1;

	private final Socket socket;

	private final PortSettings settings;

	private final Clients clients;

	private final Admission admission;

	private final Packets packets;

	/** The clients that it speaks for. */
	private final Set<Client> spokenFor = new HashSet<>();

	Connection(Socket socket, PortSettings settings, Clients clients, Admission admission) throws IOException {
		this.socket = socket;
		this.settings = settings;
		this.clients = clients;
		this.admission = admission;
		socket.setTcpNoDelay(true);
		socket.setKeepAlive(true);
		socket.setSoTimeout((int) Admission.LOGIN_TIME.toMillis());
		this.packets = new Packets(new BufferedInputStream(socket.getInputStream()), socket.getOutputStream(),
				MAX_REQUEST);
	}

	@Override
	public void run() {
		try (this.socket) {
			if (logIn()) {
				this.admission.admitted(this);
				while (answer(this.packets.read())) {
					this.packets.flush();
				}
				this.packets.flush();
			}
		}
		catch (SocketTimeoutException ex) {
			logger.info("{} is closed: nothing came for too long", this);
		}
		catch (IOException ex) {
			logger.debug("{} has ended", this, ex);
			if (!(ex instanceof EOFException || ex instanceof SocketException)) {
				logger.warn("{} is closed: {}", this, ex.getMessage());
			}
		}
		catch (InterruptedException ex) {
			logger.debug("{} is closed with the port", this);
		}
		catch (RuntimeException ex) {
			logger.error("{} is closed, because answering it failed", this, ex);
		}
		finally {
			this.spokenFor.forEach((client) -> client.leave(this));
			this.admission.left(this);
		}
	}

	private boolean logIn() throws IOException {
		Request request = new Login(this.packets, this.settings).run();
		if (request == null) {
			logger.warn("{} is closed: it came too often with a wrong user or password", this);
			return false;
		}
		this.socket.setSoTimeout(idle(request.number(3)));
		subscribeAtOnce(request);
		this.packets.flush();
		return true;
	}

	/** The protocol says seconds; servers take milliseconds. */
	private static int idle(long millis) {
		return (millis <= 0) ? DEFAULT_IDLE : (int) Math.min(millis, Integer.MAX_VALUE);
	}

	private void subscribeAtOnce(Request request) throws IOException {
		try {
			if (!request.text(5).isEmpty() && !request.text(6).isEmpty()) {
				subscribe(this.clients.find(request.text(5), request.text(6)), request.text(7));
			}
			done();
		}
		catch (Refusal ex) {
			refuse(ex);
		}
	}

	/** Whether the connection goes on. */
	private boolean answer(Packet packet) throws IOException, InterruptedException {
		Request request = Request.read(packet);
		try {
			switch (request.type()) {
				case Packets.SUBSCRIPTION -> {
					subscribe(client(request), request.text(7));
					done();
				}
				case Packets.UNSUBSCRIPTION -> {
					Client client = client(request);
					this.spokenFor.remove(client);
					client.leave(this);
					done();
				}
				case Packets.GET -> give(request);
				case Packets.CLIENT_ACK -> acknowledge(request);
				case Packets.CLIENT_ROLLBACK -> {
					Client client = client(request);
					if (this.spokenFor.contains(client)) {
						client.rollBack(this, request.number(3));
					}
				}
				default -> throw new Refusal(Refusal.FAILED, "packet type: " + request.type() + " is NOT supported!");
			}
			return true;
		}
		catch (Refusal ex) {
			refuse(ex);
			return !ex.isLast();
		}
	}

	private Client client(Request request) throws Refusal {
		return this.clients.find(request.text(1), request.text(2));
	}

	private void subscribe(Client client, String filter) throws Refusal {
		client.subscribe(this, filter);
		this.spokenFor.add(client);
		logger.info("{} reads {}{}", this, client, filter.isEmpty() ? "" : ", only " + filter);
	}

	private void give(Request request) throws IOException, Refusal, InterruptedException {
		Client client = client(request);
		if (!this.spokenFor.contains(client)) {
			throw new Refusal(Refusal.FAILED, client + " should subscribe first");
		}
		long fetch = request.number(3);
		Delivery delivery = client.get(this,
				Math.min(((fetch > 0) ? fetch : DEFAULT_FETCH) * FETCH_UNIT, this.settings.bufferSize()),
				timeout(request.number(4), request.number(5)));
		if (delivery == Delivery.NOTHING) {
			this.packets.add(VERSION, Packets.MESSAGES, (fields) -> fields.writeInt64(1, delivery.id()));
			return;
		}
		this.packets.add(Packets.MESSAGES, (fields) -> {
			fields.writeInt64(1, delivery.id());
			for (EncodedEntry entry : delivery.entries()) {
				fields.writeByteArray(2, entry.bytes());
			}
		});
	}

	/**
	 * {@code null} for ever. Units are as in {@link TimeUnit}, and others milliseconds.
	 */
	private static @Nullable Duration timeout(long timeout, long unit) {
		if (timeout <= 0) {
			return (timeout == 0) ? null : Duration.ZERO;
		}
		TimeUnit[] units = TimeUnit.values();
		TimeUnit wanted = (unit >= 0 && unit < units.length) ? units[(int) unit] : TimeUnit.MILLISECONDS;
		return Duration.ofNanos(wanted.toNanos(timeout));
	}

	private void acknowledge(Request request) throws Refusal {
		Client client = client(request);
		long batch = request.number(3);
		if (batch == 0) {
			throw new Refusal(Refusal.NO_BATCH, "batchId should assign value");
		}
		if (batch != Delivery.NOTHING.id()) {
			client.acknowledge(this, batch);
		}
	}

	private void done() throws IOException {
		Login.answer(this.packets, 0, null);
	}

	private void refuse(Refusal refusal) throws IOException {
		logger.debug("{}: refused: {}", this, refusal.getMessage());
		Login.answer(this.packets, refusal.code(), refusal.getMessage());
	}

	/** From any thread. */
	void close() {
		try {
			this.socket.close();
		}
		catch (IOException ex) {
			logger.debug("Closing {} failed", this, ex);
		}
	}

	@Override
	public String toString() {
		return "The connection from " + this.socket.getRemoteSocketAddress();
	}

}
