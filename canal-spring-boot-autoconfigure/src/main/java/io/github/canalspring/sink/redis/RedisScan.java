package io.github.canalspring.sink.redis;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import java.util.function.Predicate;

import io.github.canalspring.source.Entry;
import io.github.canalspring.source.EntryScan;
import io.lettuce.core.KeyScanCursor;
import io.lettuce.core.RedisException;
import io.lettuce.core.ScanArgs;
import io.lettuce.core.ScanCursor;
import org.jspecify.annotations.Nullable;

/**
 * Goes through the keys that begin in certain ways, on a connection of its own, so that
 * it stands in the way of nothing.
 */
final class RedisScan implements EntryScan {

	private static final int KEYS_PER_CALL = 1000;

	/** The rows of as many are looked for at once. */
	private static final int ENTRIES_PER_PAGE = 500;

	/** Positions, of this application and of others. */
	private static final String OWN = "canal:{";

	private final RedisConnector.Keys keys;

	private final MemberScan members;

	private final Iterator<byte[]> globs;

	private @Nullable ScanArgs args;

	private ScanCursor cursor = ScanCursor.FINISHED;

	/**
	 * Start to scan.
	 * @param globs the patterns of the keys
	 * @param shared which keys may be sets whose members are wanted
	 */
	RedisScan(RedisConnector connector, List<byte[]> globs, Predicate<String> shared) throws IOException {
		this.keys = connector.open();
		this.members = new MemberScan(this.keys, shared);
		this.globs = globs.iterator();
	}

	@Override
	public List<Entry> next() throws IOException, InterruptedException {
		List<Entry> found = new ArrayList<>();
		while (found.size() < ENTRIES_PER_PAGE) {
			if (Thread.interrupted()) {
				throw new InterruptedException("Interrupted while looking at keys");
			}
			try {
				List<Entry> members = this.members.next();
				found.addAll(members);
				if (members.isEmpty() && !scan(found)) {
					return found;
				}
			}
			catch (RedisException ex) {
				throw RedisFailure.of("SCAN", ex);
			}
		}
		return found;
	}

	/** Look at some more keys, if there are any. */
	private boolean scan(List<Entry> found) {
		ScanArgs current = this.args;
		if (this.cursor.isFinished() || current == null) {
			if (!this.globs.hasNext()) {
				return false;
			}
			current = ScanArgs.Builder.limit(KEYS_PER_CALL).match(this.globs.next());
			this.args = current;
			this.cursor = ScanCursor.INITIAL;
		}
		KeyScanCursor<byte[]> page = this.keys.commands().scan(this.cursor, current);
		this.cursor = page;
		page.getKeys().forEach((key) -> add(key, found));
		return true;
	}

	private void add(byte[] bytes, List<Entry> found) {
		String key = new String(bytes, StandardCharsets.UTF_8);
		// One that is no UTF-8 is somebody else's.
		if (!key.startsWith(OWN) && Arrays.equals(key.getBytes(StandardCharsets.UTF_8), bytes)
				&& !this.members.takes(key)) {
			found.add(new RedisKey(key));
		}
	}

	@Override
	public void close() {
		this.keys.connection().closeAsync();
	}

}
