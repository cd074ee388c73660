package io.github.canalspring.sink.redis;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

import io.lettuce.core.RedisFuture;
import io.lettuce.core.TransactionResult;
import io.lettuce.core.codec.ByteArrayCodec;
import io.lettuce.core.output.IntegerOutput;
import io.lettuce.core.output.StatusOutput;
import io.lettuce.core.output.ValueListOutput;
import io.lettuce.core.protocol.AsyncCommand;
import io.lettuce.core.protocol.Command;
import io.lettuce.core.protocol.CommandArgs;
import io.lettuce.core.protocol.CommandType;
import org.jspecify.annotations.Nullable;

/**
 * A transaction of a {@link RedisSession} on its way. For one thread.
 */
final class RedisTransaction {

	/**
	 * Redis executes the rest of a transaction when a command finds a key of another
	 * type. So the position is only written if there was none; otherwise how far ahead of
	 * it the keys are now. The keys are those of sets first, then those of sorted sets.
	 */
	private static final byte[] SET_POSITION = """
			local foreign = {}
			for i = 3, #KEYS do
			  local type = redis.call('TYPE', KEYS[i]).ok
			  local wanted = i - 2 <= tonumber(ARGV[1]) and 'set' or 'zset'
			  if type ~= 'none' and type ~= wanted then foreign[#foreign + 1] = KEYS[i] end
			end
			if #foreign > 0 then
			  redis.call('SET', KEYS[2], ARGV[2])
			  return foreign
			end
			if ARGV[3] then redis.call('SET', KEYS[1], ARGV[3]) else redis.call('DEL', KEYS[1]) end
			return foreign
			""".getBytes(StandardCharsets.US_ASCII);

	private final RedisSession session;

	private final List<AsyncCommand<byte[], byte[], ?>> sent = new ArrayList<>();

	/** The keys that have members, and whether each is a sorted set. */
	private final Map<String, Boolean> shared = new HashMap<>();

	private @Nullable RedisFuture<TransactionResult> exec;

	RedisTransaction(RedisSession session) {
		this.session = session;
	}

	void add(AsyncCommand<byte[], byte[], ?> command) {
		this.sent.add(command);
	}

	void share(Map<String, Boolean> keys) {
		this.shared.putAll(keys);
	}

	void executed(RedisFuture<TransactionResult> answer) {
		this.exec = answer;
	}

	/**
	 * What writes the position, if all keys with members are sets.
	 * @param key the position's key
	 * @param position the text; {@code null} for none
	 * @param aheadKey the key of how far ahead of the position the keys are
	 * @param version the version of the position up to which they are then
	 * @return the last command
	 */
	Command<byte[], byte[], ?> position(byte[] key, @Nullable String position, byte[] aheadKey, long version) {
		if (!this.shared.isEmpty()) {
			return guarded(key, position, aheadKey, version);
		}
		return (position != null) ? set(key, position) : delete(key);
	}

	private Command<byte[], byte[], ?> guarded(byte[] key, @Nullable String position, byte[] aheadKey, long version) {
		CommandArgs<byte[], byte[]> args = new CommandArgs<>(ByteArrayCodec.INSTANCE).add(SET_POSITION)
			.add(2 + this.shared.size())
			.addKey(key)
			.addKey(aheadKey);
		int sets = addKeys(args, false);
		addKeys(args, true);
		args.add(sets).add(version);
		if (position != null) {
			args.add(bytes(position));
		}
		return new Command<>(CommandType.EVAL, new ValueListOutput<>(ByteArrayCodec.INSTANCE), args);
	}

	private int addKeys(CommandArgs<byte[], byte[]> args, boolean sorted) {
		int count = 0;
		for (Map.Entry<String, Boolean> entry : this.shared.entrySet()) {
			if (entry.getValue() == sorted) {
				args.addKey(bytes(entry.getKey()));
				count++;
			}
		}
		return count;
	}

	static Command<byte[], byte[], ?> set(byte[] key, String value) {
		return new Command<>(CommandType.SET, new StatusOutput<>(ByteArrayCodec.INSTANCE),
				new CommandArgs<>(ByteArrayCodec.INSTANCE).addKey(key).add(bytes(value)));
	}

	static Command<byte[], byte[], ?> delete(byte[] key) {
		return new Command<>(CommandType.DEL, new IntegerOutput<>(ByteArrayCodec.INSTANCE),
				new CommandArgs<>(ByteArrayCodec.INSTANCE).addKey(key));
	}

	private static byte[] bytes(String text) {
		return text.getBytes(StandardCharsets.UTF_8);
	}

	/**
	 * Wait until it is executed.
	 * @return whether it was; {@code false} if it is void because the position was
	 * written by somebody else
	 * @throws RedisFailure.ForeignKeys if keys that should be sets are not; the position
	 * stays
	 * @throws RedisFailure.Partial if commands failed after others had been executed
	 * @throws IOException if it was not executed, or may not have been, and may be tried
	 * again
	 */
	boolean await() throws IOException, InterruptedException {
		if (this.exec == null) {
			throw new IllegalStateException("The transaction is not committed");
		}
		TransactionResult result;
		try {
			result = this.session.await(this.exec, "EXEC");
		}
		catch (RedisFailure.Aborted ex) {
			throw cause(ex);
		}
		if (result.wasDiscarded()) {
			return false;
		}
		requireSets(result);
		for (int index = 0; index < result.size(); index++) {
			if (result.get(index) instanceof Throwable failure) {
				throw new RedisFailure.Partial(failure);
			}
		}
		return true;
	}

	private void requireSets(TransactionResult result) throws RedisFailure.ForeignKeys {
		if (!this.shared.isEmpty() && result.get(result.size() - 1) instanceof List<?> foreign && !foreign.isEmpty()) {
			Set<String> keys = new LinkedHashSet<>();
			foreign.forEach((key) -> keys.add(new String((byte[]) key, StandardCharsets.UTF_8)));
			throw new RedisFailure.ForeignKeys(keys);
		}
	}

	/** The refusal of one of its commands for which Redis aborted it. */
	private IOException cause(RedisFailure.Aborted aborted) throws IOException, InterruptedException {
		for (AsyncCommand<byte[], byte[], ?> command : this.sent) {
			if (command.isCompletedExceptionally()) {
				this.session.await(command, command.getType().toString());
			}
		}
		return aborted;
	}

}
