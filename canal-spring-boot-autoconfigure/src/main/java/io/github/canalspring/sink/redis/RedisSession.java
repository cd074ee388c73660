package io.github.canalspring.sink.redis;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

import io.lettuce.core.RedisFuture;
import io.lettuce.core.TransactionResult;
import io.lettuce.core.api.StatefulRedisConnection;
import io.lettuce.core.api.async.RedisAsyncCommands;
import io.lettuce.core.codec.ByteArrayCodec;
import io.lettuce.core.output.IntegerOutput;
import io.lettuce.core.output.StatusOutput;
import io.lettuce.core.protocol.AsyncCommand;
import io.lettuce.core.protocol.Command;
import io.lettuce.core.protocol.CommandArgs;
import io.lettuce.core.protocol.CommandType;
import org.jspecify.annotations.Nullable;

/**
 * One connection, from its opening to its first failure. Everything is pipelined: a
 * transaction costs one round trip, its {@code EXEC}.
 * <p>
 * Between transactions the position and the epoch are watched. Their values are read
 * behind the {@code EXEC} that ends one transaction, and so are there before the next one
 * starts; if anybody writes them in between, the next {@code EXEC} is void. For one
 * thread.
 */
class RedisSession implements AutoCloseable {

	/**
	 * How often to see whether the connection is still there: what is buffered when it
	 * ends is never completed.
	 */
	private static final Duration LOOK_AGAIN = Duration.ofMillis(200);

	private final StatefulRedisConnection<byte[], byte[]> connection;

	private final RedisAsyncCommands<byte[], byte[]> commands;

	private final byte[] positionKey;

	private final byte[] epochKey;

	private final Duration timeout;

	private RedisFuture<byte[]> watchedPosition;

	private RedisFuture<byte[]> watchedEpoch;

	private @Nullable Transaction open;

	/**
	 * Create a session.
	 * @param connection the connection, which is the session's own
	 * @param prefix what the keys of the position and the epoch begin with
	 * @param timeout how long to wait for an answer
	 */
	RedisSession(StatefulRedisConnection<byte[], byte[]> connection, String prefix, Duration timeout) {
		this.connection = connection;
		this.commands = connection.async();
		this.positionKey = (prefix + "position").getBytes(StandardCharsets.UTF_8);
		this.epochKey = (prefix + "epoch").getBytes(StandardCharsets.UTF_8);
		this.timeout = timeout;
		connection.setAutoFlushCommands(false);
		this.commands.watch(this.positionKey, this.epochKey);
		this.watchedPosition = this.commands.get(this.positionKey);
		this.watchedEpoch = this.commands.get(this.epochKey);
		connection.flushCommands();
	}

	private void watch() {
		this.commands.watch(this.positionKey, this.epochKey);
		read();
	}

	private void read() {
		this.watchedPosition = this.commands.get(this.positionKey);
		this.watchedEpoch = this.commands.get(this.epochKey);
	}

	/**
	 * The position as it is in Redis, watched from now until the next commit.
	 * @return the text; {@code null} if there is none
	 */
	@Nullable String position() throws IOException, InterruptedException {
		return text(await(this.watchedPosition, "GET of the position"));
	}

	/**
	 * Who writes, as it is in Redis, watched like the position.
	 * @return the text of the epoch; {@code null} if there is none
	 */
	@Nullable String epoch() throws IOException, InterruptedException {
		return text(await(this.watchedEpoch, "GET of the epoch"));
	}

	private static @Nullable String text(byte @Nullable [] value) {
		return (value != null) ? new String(value, StandardCharsets.UTF_8) : null;
	}

	/**
	 * Read position and epoch again; they are still watched.
	 */
	void refresh() {
		read();
		this.connection.flushCommands();
	}

	/** Whether what is sent is executed together with the position, or not at all. */
	boolean isAtomic() {
		return true;
	}

	/**
	 * What takes the next commands to send.
	 * @return an empty group
	 */
	CommandGroup group() {
		return new CommandGroup();
	}

	/**
	 * Add commands to the open transaction; opens it if there is none.
	 * @param group the commands
	 */
	void send(List<Command<byte[], byte[], ?>> group) throws IOException, InterruptedException {
		add(group);
	}

	private void add(List<Command<byte[], byte[], ?>> group) {
		Transaction transaction = open();
		for (Command<byte[], byte[], ?> command : group) {
			AsyncCommand<byte[], byte[], ?> sent = new AsyncCommand<>(command);
			this.connection.dispatch(sent);
			transaction.sent.add(sent);
		}
	}

	/** Let Redis have what was sent so far, without waiting for it. */
	void flush() {
		this.connection.flushCommands();
	}

	/**
	 * Send the end of the transaction: the position, written together with all that was
	 * sent. Does not wait.
	 * @param position the text of the position; {@code null} for none
	 * @return the transaction, to be awaited
	 */
	Transaction commit(@Nullable String position) throws IOException, InterruptedException {
		return end((position != null) ? set(this.positionKey, position)
				: new Command<>(CommandType.DEL, new IntegerOutput<>(ByteArrayCodec.INSTANCE),
						new CommandArgs<>(ByteArrayCodec.INSTANCE).add(this.positionKey)));
	}

	/**
	 * Write the epoch, and wait for it.
	 * @param epoch the text
	 * @return whether it was written; {@code false} if position or epoch were written by
	 * somebody else
	 */
	boolean claim(String epoch) throws IOException, InterruptedException {
		return end(set(this.epochKey, epoch)).await();
	}

	private static Command<byte[], byte[], ?> set(byte[] key, String value) {
		return new Command<>(CommandType.SET, new StatusOutput<>(ByteArrayCodec.INSTANCE),
				new CommandArgs<>(ByteArrayCodec.INSTANCE).add(key).add(value.getBytes(StandardCharsets.UTF_8)));
	}

	private Transaction end(Command<byte[], byte[], ?> last) {
		add(List.of(last));
		Transaction transaction = open();
		transaction.exec = this.commands.exec();
		this.open = null;
		watch();
		this.connection.flushCommands();
		return transaction;
	}

	/** Give up the open transaction, if there is one, and watch anew. */
	void discard() {
		if (this.open != null) {
			this.commands.discard();
			this.open = null;
			watch();
			this.connection.flushCommands();
		}
	}

	private Transaction open() {
		if (this.open == null) {
			this.open = new Transaction();
			this.commands.multi();
		}
		return this.open;
	}

	<T> T await(RedisFuture<T> future, String what) throws IOException, InterruptedException {
		long start = System.nanoTime();
		while (true) {
			try {
				return future.get(LOOK_AGAIN.toMillis(), TimeUnit.MILLISECONDS);
			}
			catch (ExecutionException ex) {
				throw failure(what, ex.getCause());
			}
			catch (CancellationException ex) {
				throw failure(what, ex);
			}
			catch (TimeoutException ex) {
				if (!this.connection.isOpen()) {
					throw failure(what, ex);
				}
				if (System.nanoTime() - start > this.timeout.toNanos()) {
					throw new IOException("Redis did not answer " + what + " within " + this.timeout, ex);
				}
			}
		}
	}

	IOException failure(String what, Throwable cause) {
		return RedisFailure.of(what, cause);
	}

	/**
	 * Ends the connection; a transaction that is not committed is void.
	 */
	@Override
	public void close() {
		this.connection.close();
	}

	/**
	 * A transaction on its way.
	 */
	final class Transaction {

		private final List<AsyncCommand<byte[], byte[], ?>> sent = new ArrayList<>();

		private @Nullable RedisFuture<TransactionResult> exec;

		/**
		 * Wait until it is executed.
		 * @return whether it was; {@code false} if it is void because the position was
		 * written by somebody else
		 * @throws RedisFailure.Partial if commands failed after others had been executed
		 * @throws IOException if it was not executed, or may not have been, and may be
		 * tried again
		 */
		boolean await() throws IOException, InterruptedException {
			if (this.exec == null) {
				throw new IllegalStateException("The transaction is not committed");
			}
			TransactionResult result;
			try {
				result = RedisSession.this.await(this.exec, "EXEC");
			}
			catch (RedisFailure.Aborted ex) {
				throw cause(ex);
			}
			for (int index = 0; index < result.size(); index++) {
				if (result.get(index) instanceof Throwable failure) {
					throw new RedisFailure.Partial(failure);
				}
			}
			return !result.wasDiscarded();
		}

		/** The refusal of one of its commands for which Redis aborted it. */
		private IOException cause(RedisFailure.Aborted aborted) throws IOException, InterruptedException {
			for (AsyncCommand<byte[], byte[], ?> command : this.sent) {
				if (command.isCompletedExceptionally()) {
					RedisSession.this.await(command, command.getType().toString());
				}
			}
			return aborted;
		}

	}

}
