package io.github.canalspring.sink.redis;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.TreeSet;

import io.github.canalspring.sink.JsonDifference;
import io.github.canalspring.sink.Mismatch;
import io.github.canalspring.source.Change;
import io.lettuce.core.RedisFuture;
import io.lettuce.core.cluster.api.async.RedisClusterAsyncCommands;
import org.jspecify.annotations.Nullable;

/**
 * What Redis should hold of a row in one place.
 */
sealed interface Expectation {

	/** The command that tells what is there. */
	RedisFuture<?> ask(RedisClusterAsyncCommands<byte[], byte[]> commands);

	/**
	 * Judge the answer.
	 * @param answer what is there
	 * @return what is wrong with it; {@code null} if nothing is
	 */
	@Nullable Mismatch judge(RedisReads.Answer<?> answer);

	private static byte[] bytes(String text) {
		return text.getBytes(StandardCharsets.UTF_8);
	}

	/**
	 * Nothing.
	 */
	record Absent(RedisKey key, Change row) implements Expectation {

		@Override
		public RedisFuture<?> ask(RedisClusterAsyncCommands<byte[], byte[]> commands) {
			return commands.exists(bytes(this.key.key()));
		}

		@Override
		public @Nullable Mismatch judge(RedisReads.Answer<?> answer) {
			return Long.valueOf(0).equals(answer.value()) ? null : Mismatch.leftOver(this.key, this.row);
		}

	}

	/**
	 * A string.
	 *
	 * @param expires whether it may be gone by itself
	 * @param as what it is the value of
	 */
	record Text(RedisKey key, Change row, byte[] value, boolean expires, RedisValue as) implements Expectation {

		@Override
		public RedisFuture<?> ask(RedisClusterAsyncCommands<byte[], byte[]> commands) {
			return commands.get(bytes(this.key.key()));
		}

		@Override
		public @Nullable Mismatch judge(RedisReads.Answer<?> answer) {
			if (answer.otherType()) {
				return Mismatch.different(this.key, this.row, "no string");
			}
			if (!(answer.value() instanceof byte[] found)) {
				return this.expires ? null : Mismatch.missing(this.key, this.row);
			}
			String detail = Arrays.equals(this.value, found) ? null : detail(found);
			return (detail != null) ? Mismatch.different(this.key, this.row, detail) : null;
		}

		private @Nullable String detail(byte[] found) {
			if (this.as instanceof RedisValue.Json) {
				return JsonDifference.between(this.value, found);
			}
			return (this.as instanceof RedisValue.Formatted formatted && formatted.format().isSame(this.value, found))
					? null : "";
		}

	}

	/**
	 * A hash with at least one field.
	 */
	record Hash(RedisKey key, Change row, Map<String, byte[]> fields, boolean expires) implements Expectation {

		@Override
		public RedisFuture<?> ask(RedisClusterAsyncCommands<byte[], byte[]> commands) {
			return commands.hgetall(bytes(this.key.key()));
		}

		@Override
		public @Nullable Mismatch judge(RedisReads.Answer<?> answer) {
			if (answer.otherType()) {
				return Mismatch.different(this.key, this.row, "no hash");
			}
			Map<String, byte[]> found = new HashMap<>();
			if (answer.value() instanceof Map<?, ?> all) {
				all.forEach(
						(name, value) -> found.put(new String((byte[]) name, StandardCharsets.UTF_8), (byte[]) value));
			}
			if (found.isEmpty()) {
				return this.expires ? null : Mismatch.missing(this.key, this.row);
			}
			TreeSet<String> names = new TreeSet<>(this.fields.keySet());
			names.addAll(found.keySet());
			names.removeIf((name) -> Arrays.equals(this.fields.get(name), found.get(name)));
			return names.isEmpty() ? null
					: Mismatch.different(this.key, this.row, "fields " + String.join(", ", names));
		}

	}

	/**
	 * A member of a set.
	 */
	record Member(RedisMember member, Change row, double score) implements Expectation {

		@Override
		public RedisFuture<?> ask(RedisClusterAsyncCommands<byte[], byte[]> commands) {
			byte[] key = bytes(this.member.key());
			byte[] name = bytes(this.member.name());
			return this.member.sorted() ? commands.zscore(key, name) : commands.sismember(key, name);
		}

		@Override
		public @Nullable Mismatch judge(RedisReads.Answer<?> answer) {
			if (answer.otherType()) {
				return Mismatch.obstructed(new RedisKey(this.member.key()), this.row,
						this.member.sorted() ? "no sorted set" : "no set");
			}
			if (answer.value() == null || Boolean.FALSE.equals(answer.value())) {
				return Mismatch.missing(this.member, this.row);
			}
			return (answer.value() instanceof Double found && Double.compare(found, this.score) != 0)
					? Mismatch.different(this.member, this.row, "score") : null;
		}

	}

}
