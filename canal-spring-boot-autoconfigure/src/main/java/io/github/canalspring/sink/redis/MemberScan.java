package io.github.canalspring.sink.redis;

import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.function.Predicate;

import io.github.canalspring.source.Entry;
import io.lettuce.core.ScanArgs;
import io.lettuce.core.ScanCursor;
import io.lettuce.core.ScoredValueScanCursor;
import io.lettuce.core.ValueScanCursor;

/**
 * Goes through the members of those keys that rows share, a page at a time: a set may be
 * large.
 */
final class MemberScan {

	private static final ScanArgs PAGE = ScanArgs.Builder.limit(1000);

	private final RedisConnector.Keys keys;

	private final Predicate<String> shared;

	private final Deque<RedisMember> waiting = new ArrayDeque<>();

	private ScanCursor cursor = ScanCursor.INITIAL;

	/**
	 * Create a scan.
	 * @param keys the connection
	 * @param shared which keys may be sets
	 */
	MemberScan(RedisConnector.Keys keys, Predicate<String> shared) {
		this.keys = keys;
		this.shared = shared;
	}

	/**
	 * Take a key if it is a set.
	 * @return whether it is; else it is an entry itself
	 */
	boolean takes(String key) {
		if (!this.shared.test(key)) {
			return false;
		}
		String type = this.keys.commands().type(key.getBytes(StandardCharsets.UTF_8));
		if (type.equals("set") || type.equals("zset")) {
			this.waiting.add(new RedisMember(key, "", type.equals("zset")));
			return true;
		}
		// Gone meanwhile.
		return type.equals("none");
	}

	/**
	 * The next members.
	 * @return some; empty when there are no more of the keys taken so far
	 */
	List<Entry> next() {
		List<Entry> found = new ArrayList<>();
		while (found.isEmpty() && !this.waiting.isEmpty()) {
			RedisMember set = this.waiting.element();
			byte[] key = set.key().getBytes(StandardCharsets.UTF_8);
			if (set.sorted()) {
				ScoredValueScanCursor<byte[]> page = this.keys.commands().zscan(key, this.cursor, PAGE);
				page.getValues().forEach((value) -> add(set, value.getValue(), found));
				this.cursor = page;
			}
			else {
				ValueScanCursor<byte[]> page = this.keys.commands().sscan(key, this.cursor, PAGE);
				page.getValues().forEach((value) -> add(set, value, found));
				this.cursor = page;
			}
			if (this.cursor.isFinished()) {
				this.waiting.remove();
				this.cursor = ScanCursor.INITIAL;
			}
		}
		return found;
	}

	private static void add(RedisMember set, byte[] member, List<Entry> found) {
		found.add(new RedisMember(set.key(), new String(member, StandardCharsets.UTF_8), set.sorted()));
	}

}
