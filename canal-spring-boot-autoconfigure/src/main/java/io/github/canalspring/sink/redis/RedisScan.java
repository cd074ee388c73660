package io.github.canalspring.sink.redis;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.Iterator;
import java.util.List;

import io.github.canalspring.source.Entry;
import io.github.canalspring.source.EntryScan;
import io.lettuce.core.KeyScanCursor;
import io.lettuce.core.RedisCommandExecutionException;
import io.lettuce.core.RedisException;
import io.lettuce.core.ScanArgs;
import io.lettuce.core.ScanCursor;
import io.lettuce.core.ScoredValueScanCursor;
import io.lettuce.core.ValueScanCursor;
import org.jspecify.annotations.Nullable;

/**
 * Goes through the keys that begin in certain ways, and the members of those that rows
 * share, on a connection of its own, so that it stands in the way of nothing.
 */
final class RedisScan implements EntryScan {

	private static final int PER_CALL = 1000;

	/** Positions, of this application and of others. */
	private static final String OWN = "canal:{";

	private final RedisConnector.Keys keys;

	private final Iterator<byte[]> globs;

	private final List<MemberEntries> shared;

	private @Nullable ScanArgs args;

	private ScanCursor cursor = ScanCursor.FINISHED;

	/** Keys of which the members are to be gone through. */
	private final Deque<SharedKey> sets = new ArrayDeque<>();

	private ScanCursor members = ScanCursor.INITIAL;

	RedisScan(RedisConnector connector, List<byte[]> globs, List<MemberEntries> shared) throws IOException {
		this.keys = connector.open();
		this.globs = globs.iterator();
		this.shared = shared;
	}

	@Override
	public List<Entry> next() throws IOException, InterruptedException {
		List<Entry> found = new ArrayList<>();
		while (found.isEmpty()) {
			if (Thread.interrupted()) {
				throw new InterruptedException("Interrupted while looking at keys");
			}
			SharedKey set = this.sets.peek();
			if (set != null) {
				addMembers(set, found);
			}
			else if (!addKeys(found)) {
				return found;
			}
		}
		return found;
	}

	/** One page of keys, unless there are no more. */
	private boolean addKeys(List<Entry> found) throws IOException {
		ScanArgs current = this.args;
		if (this.cursor.isFinished() || current == null) {
			if (!this.globs.hasNext()) {
				return false;
			}
			current = ScanArgs.Builder.limit(PER_CALL).match(this.globs.next());
			this.args = current;
			this.cursor = ScanCursor.INITIAL;
		}
		try {
			KeyScanCursor<byte[]> page = this.keys.commands().scan(this.cursor, current);
			this.cursor = page;
			page.getKeys().forEach((key) -> addKey(key, found));
		}
		catch (RedisException ex) {
			throw RedisFailure.of("SCAN", ex);
		}
		return true;
	}

	private void addKey(byte[] bytes, List<Entry> found) {
		String key = text(bytes);
		if (key == null || key.startsWith(OWN)) {
			return;
		}
		found.add(new RedisKey(key));
		this.shared.stream()
			.filter((mapping) -> mapping.isOf(key))
			.map(MemberEntries::isSorted)
			.distinct()
			.forEach((sorted) -> this.sets.add(new SharedKey(key, bytes, sorted)));
	}

	/** One page of members, after the last of which the next key has its turn. */
	private void addMembers(SharedKey set, List<Entry> found) throws IOException {
		try {
			ScanCursor page = set.sorted() ? sorted(set, found) : unsorted(set, found);
			this.members = page.isFinished() ? ScanCursor.INITIAL : page;
			if (page.isFinished()) {
				this.sets.remove();
			}
		}
		catch (RedisCommandExecutionException ex) {
			if (!String.valueOf(ex.getMessage()).startsWith("WRONGTYPE")) {
				throw RedisFailure.of("SSCAN", ex);
			}
			// Somebody else's, or to be removed as a whole.
			this.members = ScanCursor.INITIAL;
			this.sets.remove();
		}
		catch (RedisException ex) {
			throw RedisFailure.of("SSCAN", ex);
		}
	}

	private ScanCursor unsorted(SharedKey set, List<Entry> found) {
		ValueScanCursor<byte[]> page = this.keys.commands()
			.sscan(set.bytes(), this.members, ScanArgs.Builder.limit(PER_CALL));
		page.getValues().forEach((member) -> addMember(set, member, found));
		return page;
	}

	private ScanCursor sorted(SharedKey set, List<Entry> found) {
		ScoredValueScanCursor<byte[]> page = this.keys.commands()
			.zscan(set.bytes(), this.members, ScanArgs.Builder.limit(PER_CALL));
		page.getValues().forEach((member) -> addMember(set, member.getValue(), found));
		return page;
	}

	private static void addMember(SharedKey set, byte[] bytes, List<Entry> found) {
		String member = text(bytes);
		if (member != null) {
			found.add(new PendingWrites.Member(set.key(), member, set.sorted()));
		}
	}

	/** What is no UTF-8 is somebody else's. */
	private static @Nullable String text(byte[] bytes) {
		String text = new String(bytes, StandardCharsets.UTF_8);
		return Arrays.equals(text.getBytes(StandardCharsets.UTF_8), bytes) ? text : null;
	}

	@Override
	public void close() {
		this.keys.connection().closeAsync();
	}

	private record SharedKey(String key, byte[] bytes, boolean sorted) {

	}

}
