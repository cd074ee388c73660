package io.github.canalspring.serve;

import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import java.util.stream.Collectors;

import io.github.canalspring.checkpoint.CheckpointStore;

/**
 * All clients that have subscribed since the port was opened. Safe for use by several
 * threads.
 */
final class Clients {

	/** Each has a stream of its own at the database. */
	private static final int MAX_PER_DESTINATION = 16;

	private final Map<String, Served> destinations;

	private final CheckpointStore checkpoints;

	private final PortSettings settings;

	private final Map<Key, Client> clients = new ConcurrentHashMap<>();

	Clients(List<Served> served, CheckpointStore checkpoints, PortSettings settings) {
		this.destinations = served.stream().collect(Collectors.toMap(Served::destination, Function.identity()));
		this.checkpoints = checkpoints;
		this.settings = settings;
	}

	/**
	 * Find a client.
	 * @param destination the destination that it named
	 * @param id the id that it gave
	 */
	Client find(String destination, String id) throws Refusal {
		if (destination.isEmpty() || id.isEmpty()) {
			throw new Refusal(Refusal.INCOMPLETE,
					"destination or clientId is null, destination:" + destination + " clientId:" + id);
		}
		Served served = this.destinations.get(destination);
		if (served == null) {
			throw new Refusal(Refusal.FAILED, "there is no destination " + destination + " here, but "
					+ String.join(", ", this.destinations.keySet().stream().sorted().toList()));
		}
		return client(served, number(id));
	}

	/** Canal's ids are numbers of 16 bits. */
	private static short number(String id) throws Refusal {
		try {
			return Short.parseShort(id.strip());
		}
		catch (NumberFormatException ex) {
			throw new Refusal(Refusal.FAILED, "the clientId is not a number up to 32767: " + id);
		}
	}

	private synchronized Client client(Served served, short id) throws Refusal {
		Key key = new Key(served.destination(), id);
		Client known = this.clients.get(key);
		if (known != null) {
			return known;
		}
		if (this.clients.keySet()
			.stream()
			.filter((other) -> other.destination.equals(key.destination))
			.count() >= MAX_PER_DESTINATION) {
			throw new Refusal(Refusal.FAILED, "the destination " + key.destination + " has " + MAX_PER_DESTINATION
					+ " clients already: each takes a connection to the database");
		}
		Client client = new Client(served, Short.toString(id), this.checkpoints, this.settings);
		this.clients.put(key, client);
		return client;
	}

	synchronized void close() {
		this.clients.values().forEach(Client::close);
		this.clients.clear();
	}

	private record Key(String destination, short id) {

	}

}
