package io.github.canalspring.checkpoint;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Semaphore;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIOException;
import static org.awaitility.Awaitility.await;

/**
 * Tests for {@link BackgroundCheckpointStore}.
 */
@Timeout(60)
class BackgroundCheckpointStoreTests {

	private final SlowStore slow = new SlowStore();

	private final BackgroundCheckpointStore store = new BackgroundCheckpointStore(this.slow);

	@Test
	void savesTheNewestWithoutLettingAnybodyWait() throws IOException {
		this.store.save("a", "1");
		await().until(this.slow.gate::hasQueuedThreads);
		this.store.save("a", "2");
		this.store.save("a", "3");
		assertThat(this.slow.saved).isEmpty();
		this.slow.gate.release(100);
		assertThat(this.store.load("a")).isEqualTo("a=3");
		assertThat(this.slow.saved).containsExactly("a=1", "a=3");
	}

	@Test
	void whatWasSavedIsWrittenWhenANameIsReleased() throws IOException {
		this.slow.gate.release(100);
		for (int position = 1; position <= 50; position++) {
			this.store.save("a", "" + position);
		}
		this.store.save("b", "1");
		Thread.currentThread().interrupt();
		this.store.release("a");
		assertThat(Thread.interrupted()).isTrue();
		assertThat(this.slow.saved).contains("a=50");
		assertThat(this.slow.released).containsExactly("a");
		assertThat(this.store.load("b")).endsWith("=1");
	}

	@Test
	void aPositionThatCannotBeSavedFailsTheNextSave() throws IOException {
		this.slow.gate.release(100);
		this.slow.failure = new IOException("The disk is full");
		this.store.save("a", "1");
		await().untilAsserted(() -> assertThatIOException().isThrownBy(() -> this.store.save("a", "2"))
			.withMessage("The disk is full"));
		this.slow.failure = null;
		this.store.save("a", "3");
		assertThat(this.slow.saved).containsExactly("a=3");
		this.store.save("a", "4");
		assertThat(this.store.load("a")).isEqualTo("a=4");
	}

	@Test
	void whatCouldNotBeSavedIsTriedAgainAtTheEnd() throws IOException {
		this.slow.gate.release(100);
		this.slow.failure = new IOException("The disk is full");
		this.store.save("a", "1");
		await().until(() -> this.slow.attempts > 0);
		this.store.release("a");
		assertThat(this.slow.released).containsExactly("a");
		assertThat(this.slow.saved).isEmpty();
		this.slow.failure = null;
		this.store.save("a", "2");
		this.store.release("a");
		assertThat(this.slow.saved).containsExactly("a=2");
	}

	/**
	 * Waits for a permit before each save.
	 */
	private static final class SlowStore implements CheckpointStore {

		private final Semaphore gate = new Semaphore(0);

		private final List<String> saved = new ArrayList<>();

		private final List<String> released = new ArrayList<>();

		private volatile @Nullable IOException failure;

		private volatile int attempts;

		@Override
		public synchronized @Nullable String load(String name) {
			return this.saved.get(this.saved.size() - 1);
		}

		@Override
		public void save(String name, String position) throws IOException {
			this.gate.acquireUninterruptibly();
			IOException failure = this.failure;
			this.attempts++;
			if (failure != null) {
				throw failure;
			}
			synchronized (this) {
				this.saved.add(name + "=" + position);
			}
		}

		@Override
		public void release(String name) {
			this.released.add(name);
		}

	}

}
