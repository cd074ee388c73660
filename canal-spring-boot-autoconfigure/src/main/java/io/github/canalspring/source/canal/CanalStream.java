package io.github.canalspring.source.canal;

import java.time.Duration;
import java.util.List;

import io.github.canalspring.source.ChangeBatch;
import io.github.canalspring.source.ChangeStream;
import io.github.canalspring.source.Position;
import org.jspecify.annotations.Nullable;

/**
 * What one pipeline takes of a destination that all share.
 */
final class CanalStream implements ChangeStream {

	private final String name;

	private final CanalReader reader;

	CanalStream(String name, CanalReader reader) {
		this.name = name;
		this.reader = reader;
	}

	@Override
	public List<ChangeBatch> poll(Duration timeout) throws InterruptedException {
		return this.reader.feed().poll(this.name, timeout);
	}

	@Override
	public void acknowledge(Position position) {
		this.reader.feed().acknowledge(this.name, position);
	}

	@Override
	public @Nullable String disconnected() {
		return this.reader.disconnected();
	}

	@Override
	public void close() {
		this.reader.closed(this.name);
	}

}
