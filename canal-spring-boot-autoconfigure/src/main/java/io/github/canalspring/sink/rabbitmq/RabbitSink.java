package io.github.canalspring.sink.rabbitmq;

import java.io.IOException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

import io.github.canalspring.checkpoint.CheckpointStore;
import io.github.canalspring.checkpoint.CorruptCheckpointException;
import io.github.canalspring.sink.ChangesRefusedException;
import io.github.canalspring.sink.Sink;
import io.github.canalspring.sink.SinkException;
import io.github.canalspring.sink.TablePattern;
import io.github.canalspring.source.Change;
import io.github.canalspring.source.ChangeBatch;
import io.github.canalspring.source.Position;
import io.github.canalspring.source.StartFrom;
import io.github.canalspring.source.TableId;
import org.jspecify.annotations.Nullable;

import org.springframework.amqp.rabbit.connection.CachingConnectionFactory;

/**
 * Publishes changes to RabbitMQ's exchanges, in their order on one channel. The position
 * is kept when RabbitMQ has confirmed all messages of some batches: after a crash
 * messages may come twice, and are never missing.
 */
public final class RabbitSink implements Sink {

	private final String stream;

	private final CachingConnectionFactory connections;

	private final List<RabbitMapping> mappings;

	private final CheckpointStore checkpoints;

	private final String checkpointName;

	private final Map<TableId, List<TableRoute>> routes = new HashMap<>();

	private @Nullable Publisher publisher;

	private @Nullable String saved;

	/**
	 * Create a sink.
	 * @param destination the stream's name, which messages carry; with the sink's name
	 * the position is kept under it
	 * @param connections makes the connection, which nobody else uses
	 * @param mappings what becomes messages to which exchange
	 * @param checkpoints where the position is kept
	 */
	public RabbitSink(String destination, CachingConnectionFactory connections, List<RabbitMapping> mappings,
			CheckpointStore checkpoints) {
		this.stream = destination;
		this.connections = connections;
		this.mappings = List.copyOf(mappings);
		this.checkpoints = checkpoints;
		this.checkpointName = destination + "-" + name();
	}

	@Override
	public String name() {
		return "rabbitmq";
	}

	@Override
	public boolean wants(TableId table) {
		return this.mappings.stream().anyMatch((mapping) -> mapping.table().matches(table));
	}

	@Override
	public List<TableId> tables() {
		return TablePattern.exact(this.mappings.stream().map(RabbitMapping::table).toList());
	}

	@Override
	public StartFrom defaultStart() {
		return new StartFrom.Snapshot();
	}

	@Override
	public @Nullable String load() throws Exception {
		disconnect();
		Publisher connected = publisher();
		for (RabbitMapping mapping : this.mappings) {
			if (mapping.exchange().isFixed()) {
				connected.check(mapping.exchange().toString());
			}
		}
		try {
			this.saved = this.checkpoints.load(this.checkpointName);
			return this.saved;
		}
		catch (CorruptCheckpointException ex) {
			throw new SinkException(ex.getMessage(),
					"Restore it from a backup; or remove it, and the sink starts where its start-from says", ex);
		}
	}

	/** A channel that was closed in the middle is of no use any more. */
	Publisher publisher() throws IOException {
		Publisher current = this.publisher;
		if (current == null || !current.isOpen()) {
			disconnect();
			current = Publisher.open(this.connections, this.stream);
			this.publisher = current;
		}
		return current;
	}

	@Override
	public void apply(List<ChangeBatch> batches) throws Exception {
		publish(batches);
		String position = batches.get(batches.size() - 1).position().text();
		if (!position.equals(this.saved)) {
			this.checkpoints.save(this.checkpointName, position);
			this.saved = position;
		}
	}

	@Override
	public void replay(List<Change> changes, Position position) throws Exception {
		publish(List.of(new ChangeBatch(changes, position, changes.get(0).committedAt(), 0)));
	}

	private void publish(List<ChangeBatch> batches) throws IOException, InterruptedException, ChangesRefusedException {
		Publication publication = new Publication(this, false);
		try {
			publication.run(batches);
		}
		catch (Sent.TooLargeException ex) {
			// Which one it was is not told.
			publication = new Publication(this, true);
			publication.run(batches);
		}
		if (!publication.refused().isEmpty()) {
			throw new ChangesRefusedException(batches, publication.refused());
		}
	}

	List<TableRoute> routes(TableId table) {
		return this.routes.computeIfAbsent(table,
				(id) -> this.mappings.stream()
					.filter((mapping) -> mapping.table().matches(id))
					.map((mapping) -> route(mapping, id))
					.toList());
	}

	private static TableRoute route(RabbitMapping mapping, TableId table) {
		try {
			return new TableRoute(mapping, table);
		}
		catch (IllegalArgumentException ex) {
			throw misfit(table, ex);
		}
	}

	static SinkException misfit(TableId table, IllegalArgumentException problem) {
		return new SinkException(
				"A mapping under sinks.rabbitmq does not fit the table " + table + ": " + problem.getMessage(),
				"Correct the mapping, or give the table the column", problem);
	}

	@Override
	public void close() {
		disconnect();
		this.checkpoints.release(this.checkpointName);
	}

	private void disconnect() {
		Publisher connected = this.publisher;
		this.publisher = null;
		if (connected != null) {
			connected.close();
		}
	}

	@Override
	public String toString() {
		return Objects.toString(this.mappings);
	}

}
