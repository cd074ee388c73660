package io.github.canalspring.sink.handler;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;

import io.github.canalspring.checkpoint.CheckpointStore;
import org.jspecify.annotations.Nullable;

/**
 * Checkpoints in memory.
 */
final class MemoryCheckpointStore implements CheckpointStore {

	final Map<String, String> positions = new ConcurrentHashMap<>();

	final List<String> saves = new CopyOnWriteArrayList<>();

	final List<String> released = new ArrayList<>();

	volatile @Nullable IOException failure;

	@Override
	public @Nullable String load(String name) throws IOException {
		fail();
		return this.positions.get(name);
	}

	@Override
	public void save(String name, String position) throws IOException {
		fail();
		this.positions.put(name, position);
		this.saves.add(position);
	}

	@Override
	public void release(String name) {
		this.released.add(name);
	}

	private void fail() throws IOException {
		IOException ex = this.failure;
		if (ex != null) {
			throw ex;
		}
	}

}
