package io.github.canalspring.sink.redis;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;

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

	/** Positions, of this application and of others. */
	private static final String OWN = "canal:{";

	private final RedisConnector.Keys keys;

	private final Iterator<byte[]> globs;

	private @Nullable ScanArgs args;

	private ScanCursor cursor = ScanCursor.FINISHED;

	RedisScan(RedisConnector connector, List<byte[]> globs) throws IOException {
		this.keys = connector.open();
		this.globs = globs.iterator();
	}

	@Override
	public List<Entry> next() throws IOException, InterruptedException {
		List<Entry> keys = new ArrayList<>();
		while (keys.isEmpty()) {
			ScanArgs current = this.args;
			if (this.cursor.isFinished() || current == null) {
				if (!this.globs.hasNext()) {
					return keys;
				}
				current = ScanArgs.Builder.limit(KEYS_PER_CALL).match(this.globs.next());
				this.args = current;
				this.cursor = ScanCursor.INITIAL;
			}
			if (Thread.interrupted()) {
				throw new InterruptedException("Interrupted while looking at keys");
			}
			try {
				KeyScanCursor<byte[]> page = this.keys.commands().scan(this.cursor, current);
				this.cursor = page;
				page.getKeys().forEach((key) -> add(key, keys));
			}
			catch (RedisException ex) {
				throw RedisFailure.of("SCAN", ex);
			}
		}
		return keys;
	}

	private static void add(byte[] bytes, List<Entry> keys) {
		String key = new String(bytes, StandardCharsets.UTF_8);
		// One that is no UTF-8 is somebody else's.
		if (!key.startsWith(OWN) && Arrays.equals(key.getBytes(StandardCharsets.UTF_8), bytes)) {
			keys.add(new RedisKey(key));
		}
	}

	@Override
	public void close() {
		this.keys.connection().closeAsync();
	}

}
