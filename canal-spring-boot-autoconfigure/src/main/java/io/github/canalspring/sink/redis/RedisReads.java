package io.github.canalspring.sink.redis;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

import io.lettuce.core.RedisCommandExecutionException;
import io.lettuce.core.RedisException;
import io.lettuce.core.RedisFuture;
import io.lettuce.core.cluster.api.async.RedisClusterAsyncCommands;
import org.jspecify.annotations.Nullable;

/**
 * Reads many keys at once, on a connection of its own that is made when it is needed. For
 * one thread at a time.
 */
final class RedisReads implements AutoCloseable {

	private static final int MOST_AT_ONCE = 1000;

	private final RedisConnector connector;

	private RedisConnector.@Nullable Keys keys;

	RedisReads(RedisConnector connector) {
		this.connector = connector;
	}

	/**
	 * Ask for each of some items.
	 * @param items the items
	 * @param question sends the command
	 * @return the answers in the order of the items
	 */
	<I, T> List<Answer<T>> ask(List<I> items, Question<I, T> question) throws IOException, InterruptedException {
		List<Answer<T>> answers = new ArrayList<>(items.size());
		try {
			for (int from = 0; from < items.size(); from += MOST_AT_ONCE) {
				List<RedisFuture<T>> sent = new ArrayList<>();
				for (I item : items.subList(from, Math.min(items.size(), from + MOST_AT_ONCE))) {
					sent.add(question.send(open().async(), item));
				}
				for (RedisFuture<T> future : sent) {
					answers.add(await(future));
				}
			}
			return answers;
		}
		catch (RedisException ex) {
			close();
			throw RedisFailure.of("a read", ex);
		}
		catch (IOException ex) {
			close();
			throw ex;
		}
	}

	private RedisConnector.Keys open() throws IOException {
		RedisConnector.Keys open = this.keys;
		if (open == null) {
			open = this.connector.open();
			this.keys = open;
		}
		return open;
	}

	private <T> Answer<T> await(RedisFuture<T> future) throws IOException, InterruptedException {
		try {
			return new Answer<>(future.get(this.connector.timeout().toMillis(), TimeUnit.MILLISECONDS), false);
		}
		catch (ExecutionException ex) {
			Throwable cause = (ex.getCause() != null) ? ex.getCause() : ex;
			if (cause instanceof RedisCommandExecutionException
					&& String.valueOf(cause.getMessage()).startsWith("WRONGTYPE")) {
				return new Answer<>(null, true);
			}
			throw RedisFailure.of("a read", cause);
		}
		catch (CancellationException ex) {
			throw RedisFailure.of("a read", ex);
		}
		catch (TimeoutException ex) {
			throw new IOException("Redis did not answer a read within " + this.connector.timeout(), ex);
		}
	}

	@Override
	public void close() {
		RedisConnector.Keys open = this.keys;
		this.keys = null;
		if (open != null) {
			open.connection().closeAsync();
		}
	}

	/**
	 * Sends a command for an item.
	 *
	 * @param <I> the item
	 * @param <T> the answer
	 */
	interface Question<I, T> {

		RedisFuture<T> send(RedisClusterAsyncCommands<byte[], byte[]> commands, I item);

	}

	/**
	 * What Redis said.
	 *
	 * @param <T> its type
	 * @param value the answer; {@code null} for none
	 * @param otherType whether the key is of another type than the command is for
	 */
	record Answer<T>(@Nullable T value, boolean otherType) {

	}

}
