package io.github.canalspring.sink.redis;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import io.lettuce.core.codec.ByteArrayCodec;
import io.lettuce.core.output.CommandOutput;
import io.lettuce.core.output.IntegerOutput;
import io.lettuce.core.output.StatusOutput;
import io.lettuce.core.protocol.Command;
import io.lettuce.core.protocol.CommandArgs;
import io.lettuce.core.protocol.CommandType;
import org.jspecify.annotations.Nullable;

/**
 * Commands on keys of which each occurs once, joined where Redis has a command for many
 * keys: {@code MSET} is several times as fast as as many {@code SET}s. Deletions come
 * first.
 */
final class CommandGroup implements EntryWriter {

	private static final int MOST_KEYS_PER_COMMAND = 128;

	private static final int BYTES_PER_COMMAND = 64 * 1024;

	/** There is no MSET with a time to live. */
	private static final byte[] SET_EXPIRING = """
			for i = 1, #KEYS do redis.call('SET', KEYS[i], ARGV[2 * i - 1], 'PX', ARGV[2 * i]) end
			""".getBytes(StandardCharsets.US_ASCII);

	private final int keysPerCommand;

	private final List<Command<byte[], byte[], ?>> deletions = new ArrayList<>();

	private final List<Command<byte[], byte[], ?>> others = new ArrayList<>();

	/** The keys with members, and whether they are sorted sets. */
	private final Map<String, Boolean> shared = new LinkedHashMap<>();

	private @Nullable CommandArgs<byte[], byte[]> deleted;

	private @Nullable CommandArgs<byte[], byte[]> set;

	private int setBytes;

	private final List<byte[]> expiringKeys = new ArrayList<>();

	private CommandArgs<byte[], byte[]> expiringValues = args();

	CommandGroup() {
		this(MOST_KEYS_PER_COMMAND);
	}

	/**
	 * Create a group.
	 * @param keysPerCommand how many keys a command may have: one, where each may be in
	 * another place
	 */
	CommandGroup(int keysPerCommand) {
		this.keysPerCommand = keysPerCommand;
	}

	@Override
	public void delete(byte[] key) {
		if (this.deleted == null || this.deleted.count() == this.keysPerCommand) {
			this.deleted = args();
			this.deletions.add(command(CommandType.DEL, new IntegerOutput<>(ByteArrayCodec.INSTANCE), this.deleted));
		}
		this.deleted.addKey(key);
	}

	@Override
	public void set(byte[] key, byte[] value, @Nullable TimeToLive ttl) {
		if (this.setBytes > BYTES_PER_COMMAND || this.expiringKeys.size() == this.keysPerCommand) {
			endSets();
		}
		if (ttl != null) {
			this.expiringKeys.add(key);
			this.expiringValues.add(value).add(ttl.millis());
		}
		else {
			if (this.set == null || this.set.count() == 2 * this.keysPerCommand) {
				this.set = args();
				status(CommandType.MSET, this.set);
			}
			this.set.addKey(key).add(value);
		}
		this.setBytes += key.length + value.length;
	}

	private void endSets() {
		if (!this.expiringKeys.isEmpty()) {
			CommandArgs<byte[], byte[]> args = args().add(SET_EXPIRING).add(this.expiringKeys.size());
			this.expiringKeys.forEach(args::addKey);
			status(CommandType.EVAL, args.addAll(this.expiringValues));
			this.expiringKeys.clear();
			this.expiringValues = args();
		}
		this.set = null;
		this.setBytes = 0;
	}

	@Override
	public void removeMember(RedisMember member) {
		CommandType type = member.sorted() ? CommandType.ZREM : CommandType.SREM;
		this.deletions.add(command(type, new IntegerOutput<>(ByteArrayCodec.INSTANCE),
				member(member, args().addKey(bytes(member.key())))));
	}

	@Override
	public void addMember(RedisMember member, double score) {
		CommandArgs<byte[], byte[]> args = args().addKey(bytes(member.key()));
		if (member.sorted()) {
			integer(CommandType.ZADD, member(member, args.add(score)));
		}
		else {
			integer(CommandType.SADD, member(member, args));
		}
	}

	private CommandArgs<byte[], byte[]> member(RedisMember member, CommandArgs<byte[], byte[]> args) {
		this.shared.put(member.key(), member.sorted());
		return args.add(bytes(member.name()));
	}

	/**
	 * The keys that have, or had, members.
	 * @return the keys, and whether each is a sorted set
	 */
	Map<String, Boolean> shared() {
		return this.shared;
	}

	@Override
	public HashFields hash(byte[] key) {
		return new HashFields(key);
	}

	/**
	 * The commands, to be executed in this order.
	 * @return the commands; nothing may be added any more
	 */
	List<Command<byte[], byte[], ?>> commands() {
		endSets();
		this.deletions.addAll(this.others);
		return this.deletions;
	}

	private void status(CommandType type, CommandArgs<byte[], byte[]> args) {
		this.others.add(command(type, new StatusOutput<>(ByteArrayCodec.INSTANCE), args));
	}

	private void integer(CommandType type, CommandArgs<byte[], byte[]> args) {
		this.others.add(command(type, new IntegerOutput<>(ByteArrayCodec.INSTANCE), args));
	}

	private static <T> Command<byte[], byte[], T> command(CommandType type, CommandOutput<byte[], byte[], T> output,
			CommandArgs<byte[], byte[]> args) {
		return new Command<>(type, output, args);
	}

	private static byte[] bytes(String text) {
		return text.getBytes(StandardCharsets.UTF_8);
	}

	private static CommandArgs<byte[], byte[]> args() {
		return new CommandArgs<>(ByteArrayCodec.INSTANCE);
	}

	/**
	 * The fields of one hash.
	 */
	final class HashFields implements Fields {

		private final byte[] key;

		private final CommandArgs<byte[], byte[]> args;

		private HashFields(byte[] key) {
			this.key = key;
			this.args = args().addKey(key);
		}

		@Override
		public void add(byte[] name, byte[] value) {
			this.args.add(name).add(value);
		}

		@Override
		public void end(@Nullable TimeToLive ttl) {
			if (this.args.count() == 1) {
				return;
			}
			integer(CommandType.HSET, this.args);
			if (ttl != null) {
				integer(CommandType.PEXPIRE, args().addKey(this.key).add(ttl.millis()));
			}
		}

	}

}
