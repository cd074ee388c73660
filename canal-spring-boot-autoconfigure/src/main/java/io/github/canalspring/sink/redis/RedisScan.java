package io.github.canalspring.sink.redis;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.Iterator;
import java.util.List;
import java.util.function.Consumer;

import io.github.canalspring.source.Entry;
import io.github.canalspring.source.EntryScan;
import io.lettuce.core.KeyScanCursor;
import io.lettuce.core.RedisException;
import io.lettuce.core.ScanArgs;
import io.lettuce.core.ScanCursor;
import io.lettuce.core.ScoredValueScanCursor;
import io.lettuce.core.ValueScanCursor;
import org.jspecify.annotations.Nullable;

/**
 * Goes through the keys that begin in certain ways, and through the members of those that
 * are sets, on a connection of its own, so that it stands in the way of nothing.
 */
final class RedisScan implements EntryScan {

	private static final int ENTRIES_PER_CALL = 1000;

	/** The rows of as many are looked for at once. */
	private static final int ENTRIES_PER_PAGE = 500;

	/** Positions, of this application and of others. */
	private static final String OWN = "canal:{";

	private final RedisConnector.Keys keys;

	private final Iterator<byte[]> globs;

	private final List<RedisMapping> shared;

	private @Nullable ScanArgs args;

	private ScanCursor cursor = ScanCursor.FINISHED;

	/** Sets that were found and not yet gone through. */
	private final Deque<MemberScan> members = new ArrayDeque<>();

	/**
	 * Begin.
	 * @param connector opens the connection
	 * @param globs how keys begin
	 * @param shared the mappings of which some of these keys may be sets
	 */
	RedisScan(RedisConnector connector, List<byte[]> globs, List<RedisMapping> shared) throws IOException {
		this.keys = connector.open();
		this.globs = globs.iterator();
		this.shared = shared;
	}

	@Override
	public List<Entry> next() throws IOException, InterruptedException {
		List<Entry> found = new ArrayList<>();
		boolean more = true;
		while (more && found.size() < ENTRIES_PER_PAGE) {
			if (Thread.interrupted()) {
				throw new InterruptedException("Interrupted while looking at keys");
			}
			more = nextMembers(found) || nextKeys(found);
		}
		return found;
	}

	private boolean nextMembers(List<Entry> found) throws IOException {
		MemberScan current = this.members.peek();
		if (current == null) {
			return false;
		}
		try {
			current.next(found);
			if (current.cursor.isFinished()) {
				this.members.remove();
			}
		}
		catch (RedisException ex) {
			try {
				throw RedisFailure.of("SSCAN", ex);
			}
			catch (RedisFailure.WrongType foreign) {
				// It begins like one of ours, but is something else.
				this.members.remove();
			}
		}
		return true;
	}

	private boolean nextKeys(List<Entry> found) throws IOException {
		ScanArgs current = this.args;
		if (this.cursor.isFinished() || current == null) {
			if (!this.globs.hasNext()) {
				return false;
			}
			current = ScanArgs.Builder.limit(ENTRIES_PER_CALL).match(this.globs.next());
			this.args = current;
			this.cursor = ScanCursor.INITIAL;
		}
		try {
			KeyScanCursor<byte[]> page = this.keys.commands().scan(this.cursor, current);
			this.cursor = page;
			page.getKeys().forEach((bytes) -> text(bytes, (key) -> add(bytes, key, found)));
		}
		catch (RedisException ex) {
			throw RedisFailure.of("SCAN", ex);
		}
		return true;
	}

	private void add(byte[] bytes, String key, List<Entry> found) {
		if (key.startsWith(OWN)) {
			return;
		}
		found.add(new RedisKey(key));
		this.shared.stream()
			.filter((mapping) -> key.startsWith(mapping.key().prefix()))
			.map((mapping) -> ((RedisValue.Member) mapping.value()).score() != null)
			.distinct()
			.forEach((sorted) -> this.members.add(new MemberScan(bytes, key, sorted)));
	}

	/** What is no UTF-8 is somebody else's. */
	private static void text(byte[] bytes, Consumer<String> taker) {
		String text = new String(bytes, StandardCharsets.UTF_8);
		if (Arrays.equals(text.getBytes(StandardCharsets.UTF_8), bytes)) {
			taker.accept(text);
		}
	}

	@Override
	public void close() {
		this.keys.connection().closeAsync();
	}

	/**
	 * Goes through one set.
	 */
	private final class MemberScan {

		private final ScanArgs limit = ScanArgs.Builder.limit(ENTRIES_PER_CALL);

		private final byte[] bytes;

		private final String key;

		private final boolean sorted;

		private ScanCursor cursor = ScanCursor.INITIAL;

		private MemberScan(byte[] bytes, String key, boolean sorted) {
			this.bytes = bytes;
			this.key = key;
			this.sorted = sorted;
		}

		private void next(List<Entry> found) {
			if (this.sorted) {
				ScoredValueScanCursor<byte[]> page = RedisScan.this.keys.commands()
					.zscan(this.bytes, this.cursor, this.limit);
				page.getValues().forEach((member) -> add(member.getValue(), found));
				this.cursor = page;
			}
			else {
				ValueScanCursor<byte[]> page = RedisScan.this.keys.commands()
					.sscan(this.bytes, this.cursor, this.limit);
				page.getValues().forEach((member) -> add(member, found));
				this.cursor = page;
			}
		}

		private void add(byte[] member, List<Entry> found) {
			text(member, (name) -> found.add(new RedisMember(this.key, name, this.sorted)));
		}

	}

}
