package io.github.canalspring.checkpoint;

import org.jspecify.annotations.Nullable;

/**
 * Keeps nothing, for sinks whose position is kept where they read from: by the consumer
 * group of a broker.
 */
public final class UpstreamCheckpointStore implements CheckpointStore {

	@Override
	public @Nullable String load(String name) {
		return null;
	}

	@Override
	public void save(String name, String position) {
	}

}
