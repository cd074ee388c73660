package io.github.canalspring.benchmarks;

import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.ExecutionException;

import io.lettuce.core.RedisClient;
import io.lettuce.core.RedisFuture;
import io.lettuce.core.api.StatefulRedisConnection;
import io.lettuce.core.api.async.RedisAsyncCommands;
import io.lettuce.core.codec.ByteArrayCodec;

/**
 * The same keys and values as fast as one connection takes them: batches of 500 commands,
 * 4 of them in flight.
 */
final class PipelinedSet implements Subject {

	private static final int BATCH = 500;

	private static final int IN_FLIGHT = 4;

	@Override
	public Measurement run(Task task) throws ExecutionException, InterruptedException {
		RedisClient client = RedisClient.create(task.endpoints().redis());
		try (StatefulRedisConnection<byte[], byte[]> connection = client.connect(ByteArrayCodec.INSTANCE)) {
			connection.setAutoFlushCommands(false);
			return send(connection, new SyntheticChanges(task.workload()), new Progress(task.workload()));
		}
		finally {
			client.shutdown();
		}
	}

	private Measurement send(StatefulRedisConnection<byte[], byte[]> connection, SyntheticChanges changes,
			Progress progress) throws ExecutionException, InterruptedException {
		// Answers come in order, so a batch is done when its last command is.
		Deque<Batch> inFlight = new ArrayDeque<>();
		RedisAsyncCommands<byte[], byte[]> commands = connection.async();
		while (changes.hasNext()) {
			RedisFuture<?> last = command(commands, changes);
			if (changes.sent() % BATCH == 0 || !changes.hasNext()) {
				connection.flushCommands();
				inFlight.add(new Batch(last, changes.sent()));
				if (inFlight.size() == IN_FLIGHT) {
					inFlight.remove().await(progress);
				}
			}
		}
		for (Batch batch : inFlight) {
			batch.await(progress);
		}
		return progress.measurement();
	}

	private RedisFuture<?> command(RedisAsyncCommands<byte[], byte[]> commands, SyntheticChanges changes) {
		long id = changes.next();
		byte[] key = (RedisStore.KEY_PREFIX + id).getBytes(StandardCharsets.US_ASCII);
		return changes.isDelete() ? commands.del(key) : commands.set(key, ProductRow.json(id));
	}

	/**
	 * Commands that were sent together.
	 *
	 * @param last the last of them
	 * @param rows the number of row changes up to it
	 */
	private record Batch(RedisFuture<?> last, long rows) {

		void await(Progress progress) throws ExecutionException, InterruptedException {
			this.last.get();
			progress.reached(this.rows);
		}

	}

}
