package io.github.canalspring.sink.kafka;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;

import io.github.canalspring.checkpoint.CheckpointStore;
import io.github.canalspring.checkpoint.CorruptCheckpointException;
import io.github.canalspring.message.Message;
import io.github.canalspring.message.MessageWriter;
import io.github.canalspring.sink.ChangesRefusedException;
import io.github.canalspring.sink.RowConditionException;
import io.github.canalspring.sink.Sink;
import io.github.canalspring.sink.SinkException;
import io.github.canalspring.sink.TablePattern;
import io.github.canalspring.source.Change;
import io.github.canalspring.source.ChangeBatch;
import io.github.canalspring.source.Position;
import io.github.canalspring.source.StartFrom;
import io.github.canalspring.source.TableId;
import org.jspecify.annotations.Nullable;

/**
 * Sends changes to Kafka's topics. All messages of some batches are sent at once, and the
 * position is kept when Kafka has acknowledged them all: after a crash messages may come
 * twice, and are never missing. Messages of one key keep their order.
 */
public final class KafkaSink implements Sink {

	private final Supplier<TopicWriter> connection;

	private final CheckpointStore checkpoints;

	private final String checkpointName;

	private final List<Route> routes;

	private @Nullable TopicWriter writer;

	private @Nullable String saved;

	/**
	 * Create a sink.
	 * @param destination the stream's name; with the sink's name the position is kept
	 * under it
	 * @param producers makes producers as the application does
	 * @param mappings what becomes messages of which topic
	 * @param checkpoints where the position is kept
	 */
	public KafkaSink(String destination, KafkaProducers producers, List<KafkaMapping> mappings,
			CheckpointStore checkpoints) {
		this.connection = () -> new TopicWriter(producers);
		this.checkpoints = checkpoints;
		this.checkpointName = destination + "-" + name();
		this.routes = mappings.stream().map((mapping) -> new Route(mapping, mapping.writer())).toList();
	}

	@Override
	public String name() {
		return "kafka";
	}

	@Override
	public boolean wants(TableId table) {
		return this.routes.stream().anyMatch((route) -> route.mapping().table().matches(table));
	}

	@Override
	public List<TableId> tables() {
		return TablePattern.exact(this.routes.stream().map((route) -> route.mapping().table()).toList());
	}

	@Override
	public StartFrom defaultStart() {
		return new StartFrom.Snapshot();
	}

	@Override
	public @Nullable String load() throws Exception {
		disconnect();
		TopicWriter connected = this.connection.get();
		this.writer = connected;
		connected.check(this.routes.stream()
			.filter((route) -> route.mapping().topic().isFixed())
			.map((route) -> route.mapping().topic().toString())
			.distinct()
			.toList());
		try {
			this.saved = this.checkpoints.load(this.checkpointName);
			return this.saved;
		}
		catch (CorruptCheckpointException ex) {
			throw new SinkException(ex.getMessage(),
					"Restore it from a backup; or remove it, and the sink starts where its start-from says", ex);
		}
	}

	@Override
	public void apply(List<ChangeBatch> batches) throws Exception {
		send(batches);
		String position = batches.get(batches.size() - 1).position().text();
		if (!position.equals(this.saved)) {
			this.checkpoints.save(this.checkpointName, position);
			this.saved = position;
		}
	}

	@Override
	public void replay(List<Change> changes, Position position) throws Exception {
		send(List.of(new ChangeBatch(changes, position, changes.get(0).committedAt(), 0)));
	}

	private void send(List<ChangeBatch> batches) throws InterruptedException, IOException, ChangesRefusedException {
		TopicWriter connected = this.writer;
		if (connected == null) {
			throw new IllegalStateException("The sink is not loaded");
		}
		Sendings sendings = new Sendings();
		for (ChangeBatch batch : batches) {
			for (Change change : batch.changes()) {
				if (!sendings.waits(change)) {
					send(change, connected, sendings);
				}
			}
		}
		connected.flush();
		sendings.await();
		if (sendings.hasRefused()) {
			throw new ChangesRefusedException(batches, sendings.refused());
		}
	}

	private void send(Change change, TopicWriter connected, Sendings sendings)
			throws IOException, InterruptedException {
		List<TopicWriter.Sent> sent = new ArrayList<>(1);
		try {
			for (Route route : this.routes) {
				if (route.mapping().table().matches(change.schema().id())) {
					String topic = route.mapping().topic().of(change.schema().id());
					for (Message message : messages(route, change)) {
						sent.add(connected.send(topic, message));
					}
				}
			}
		}
		catch (RowConditionException ex) {
			sendings.refuse(change, String.valueOf(ex.getMessage()));
			return;
		}
		sendings.add(change, sent);
	}

	private static List<Message> messages(Route route, Change change) {
		try {
			return route.writer().write(change);
		}
		catch (IllegalArgumentException ex) {
			throw new SinkException(
					"Kafka mapping " + route.mapping() + " does not fit the table " + change.schema().id() + ": "
							+ ex.getMessage(),
					"Correct the mapping under sinks.kafka, or give the table the column", ex);
		}
	}

	@Override
	public void close() {
		disconnect();
		this.checkpoints.release(this.checkpointName);
	}

	private void disconnect() {
		TopicWriter connected = this.writer;
		this.writer = null;
		if (connected != null) {
			connected.close();
		}
	}

	/**
	 * A mapping with what writes its messages.
	 *
	 * @param mapping the mapping
	 * @param writer writes the messages
	 */
	private record Route(KafkaMapping mapping, MessageWriter writer) {
	}

}
