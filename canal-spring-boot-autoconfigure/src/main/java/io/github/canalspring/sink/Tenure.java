package io.github.canalspring.sink;

import java.util.Objects;

import org.jspecify.annotations.Nullable;

/**
 * Which of several instances of an application writes to a store: the one that began
 * last. Its {@link Epoch} stands beside the position. One that was deposed does not take
 * over again as long as the position moves. For one thread at a time.
 */
public final class Tenure {

	private final String store;

	private @Nullable Epoch epoch;

	/** The position when another instance was found to have taken over. */
	private @Nullable String deposedAt;

	private boolean deposed;

	/**
	 * Create a tenure that has not begun.
	 * @param store the store's name, for messages
	 */
	public Tenure(String store) {
		this.store = store;
	}

	/**
	 * Begin.
	 * @param found the epoch in the store; {@code null} if there is none
	 * @param position the position in the store; {@code null} if there is none
	 * @return the epoch to write; it counts once {@link #begun} is called
	 * @throws SinkException if another instance took over and is at work
	 */
	public Epoch next(@Nullable String found, @Nullable String position) {
		if (this.deposed && !Objects.equals(position, this.deposedAt)) {
			throw deposed(position);
		}
		return Epoch.after(found);
	}

	/** The epoch has been written, or will be with the first position. */
	public void begun(Epoch next) {
		this.epoch = next;
		this.deposed = false;
	}

	/**
	 * Whether the store has the epoch of this instance.
	 * @param found the epoch in the store; {@code null} if there is none
	 * @return whether it has; {@code false} before the first begin
	 */
	public boolean isMine(@Nullable String found) {
		return this.epoch != null && this.epoch.text().equals(found);
	}

	/**
	 * Check that nobody else began after this instance.
	 * @param found the epoch in the store; {@code null} if there is none
	 * @param position the position in the store; {@code null} if there is none
	 * @throws SinkException if somebody did
	 */
	public void requireLatest(@Nullable String found, @Nullable String position) {
		if (this.epoch != null && this.epoch.isBefore(found)) {
			throw deposed(position);
		}
	}

	private SinkException deposed(@Nullable String position) {
		this.deposed = true;
		this.deposedAt = position;
		return new SinkException(
				"Another instance that reads under the same dest has taken over and writes to this " + this.store,
				"Stop this instance or the other one, or give each server that is read a dest of its own");
	}

}
