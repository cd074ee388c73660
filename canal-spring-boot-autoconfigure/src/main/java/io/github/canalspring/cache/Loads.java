package io.github.canalspring.cache;

import java.nio.ByteBuffer;
import java.util.LinkedHashMap;
import java.util.Map;

import org.jspecify.annotations.Nullable;

/**
 * The entries that each thread has looked for in vain and may be loading: Spring looks an
 * entry up and fills it by two calls, of which the second does not tell of the first. One
 * load may be within another. A load that failed is never ended, so only the latest are
 * kept.
 */
final class Loads {

	private static final int MAX = 64;

	private final ThreadLocal<@Nullable Map<ByteBuffer, Load>> running = new ThreadLocal<>();

	/**
	 * An entry was not there.
	 * @param entry the entry's key
	 * @param load what was decided about its filling
	 */
	void begin(byte[] entry, Load load) {
		Map<ByteBuffer, Load> loads = this.running.get();
		if (loads == null) {
			loads = new LinkedHashMap<>();
			this.running.set(loads);
		}
		if (loads.size() >= MAX) {
			loads.remove(loads.keySet().iterator().next());
		}
		ByteBuffer key = ByteBuffer.wrap(entry);
		loads.remove(key);
		loads.put(key, load);
	}

	/**
	 * An entry is there or is to be filled.
	 * @param entry the entry's key
	 * @return what began before on this thread; {@code null} if nothing did
	 */
	@Nullable Load end(byte[] entry) {
		Map<ByteBuffer, Load> loads = this.running.get();
		if (loads == null) {
			return null;
		}
		Load load = loads.remove(ByteBuffer.wrap(entry));
		if (loads.isEmpty()) {
			this.running.remove();
		}
		return load;
	}

	/**
	 * A load that began.
	 *
	 * @param ticket the ticket; {@code null} if what is loaded must not be kept
	 */
	record Load(byte @Nullable [] ticket) {
	}

}
