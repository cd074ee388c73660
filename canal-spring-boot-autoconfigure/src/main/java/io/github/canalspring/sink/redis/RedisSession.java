package io.github.canalspring.sink.redis;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

import io.lettuce.core.RedisFuture;
import io.lettuce.core.api.StatefulRedisConnection;
import io.lettuce.core.api.async.RedisAsyncCommands;
import io.lettuce.core.protocol.AsyncCommand;
import io.lettuce.core.protocol.Command;
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

	private final byte[] aheadKey;

	private final Duration timeout;

	private RedisFuture<byte[]> watchedPosition;

	private RedisFuture<byte[]> watchedEpoch;

	private @Nullable RedisTransaction open;

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
		this.aheadKey = (prefix + "ahead").getBytes(StandardCharsets.UTF_8);
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

	/**
	 * Up to which version keys were written without the position.
	 * @return the version; 0 if they never were
	 */
	long ahead() throws IOException, InterruptedException {
		RedisFuture<byte[]> answer = this.commands.get(this.aheadKey);
		this.connection.flushCommands();
		String found = text(await(answer, "GET of what is ahead of the position"));
		return (found != null) ? Long.parseLong(found) : 0;
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
	void send(CommandGroup group) throws IOException, InterruptedException {
		open().share(group.shared());
		group.commands().forEach(this::add);
	}

	private void add(Command<byte[], byte[], ?> command) {
		RedisTransaction transaction = open();
		AsyncCommand<byte[], byte[], ?> sent = new AsyncCommand<>(command);
		this.connection.dispatch(sent);
		transaction.add(sent);
	}

	/** Let Redis have what was sent so far, without waiting for it. */
	void flush() {
		this.connection.flushCommands();
	}

	/**
	 * Send the end of the transaction: the position, written together with all that was
	 * sent. Does not wait.
	 * @param position the text of the position; {@code null} for none
	 * @param version the version of the position up to which all was sent
	 * @return the transaction, to be awaited
	 */
	RedisTransaction commit(@Nullable String position, long version) throws IOException, InterruptedException {
		return end(open().position(this.positionKey, position, this.aheadKey, version));
	}

	/**
	 * The same, but with the position that there is, because something is missing.
	 * @param position the text of the position; {@code null} for none
	 * @param version the version of the position up to which all else was sent
	 * @return the transaction, to be awaited
	 */
	RedisTransaction commitAhead(@Nullable String position, long version) throws IOException, InterruptedException {
		add(RedisTransaction.set(this.aheadKey, Long.toString(version)));
		return commit(position, version);
	}

	/**
	 * Write the epoch, and wait for it.
	 * @param epoch the text
	 * @param begins whether there is no position, of which anything could be ahead
	 * @return whether it was written; {@code false} if position or epoch were written by
	 * somebody else
	 */
	boolean claim(String epoch, boolean begins) throws IOException, InterruptedException {
		if (begins) {
			add(RedisTransaction.delete(this.aheadKey));
		}
		return end(RedisTransaction.set(this.epochKey, epoch)).await();
	}

	private RedisTransaction end(Command<byte[], byte[], ?> last) {
		add(last);
		RedisTransaction transaction = open();
		transaction.executed(this.commands.exec());
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

	private RedisTransaction open() {
		if (this.open == null) {
			this.open = new RedisTransaction(this);
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

}
