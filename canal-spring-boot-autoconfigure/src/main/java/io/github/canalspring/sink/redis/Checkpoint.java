package io.github.canalspring.sink.redis;

import java.io.IOException;
import java.util.List;
import java.util.Objects;

import io.github.canalspring.sink.CheckpointLostException;
import io.github.canalspring.source.ChangeBatch;
import org.jspecify.annotations.Nullable;

/**
 * What the sink knows of the position in Redis. It outlives connections, so that after
 * one was lost it can tell whether the last transaction was executed, and whether Redis
 * still has what it acknowledged. For one thread.
 */
final class Checkpoint {

	/** The position that Redis acknowledged. */
	private @Nullable String applied;

	/** The position that was sent after it and is not acknowledged. */
	private @Nullable String sent;

	private RedisSession.@Nullable Transaction running;

	/** The position of a transaction that was executed in part and not yet undone. */
	private @Nullable String partial;

	private boolean retry;

	/** Start from what was found in Redis. */
	void loaded(@Nullable String position) {
		this.applied = position;
		this.sent = null;
		this.running = null;
		this.partial = null;
		this.retry = false;
	}

	/**
	 * Go on with a new connection.
	 * @param session the connection
	 * @throws CheckpointLostException if Redis has another position than it was left with
	 */
	void resume(RedisSession session) throws IOException, InterruptedException {
		String found = session.position();
		if (this.partial != null && this.partial.equals(found)) {
			session.restore(this.applied);
			found = session.position();
		}
		if (!Objects.equals(found, this.applied) && !(this.sent != null && this.sent.equals(found))) {
			throw lost(found);
		}
		loaded(found);
		this.retry = true;
	}

	/**
	 * Look whether Redis has the position that it was left with.
	 * @param session a connection without an open transaction
	 * @throws CheckpointLostException if it has not
	 */
	void verify(RedisSession session) throws IOException, InterruptedException {
		session.refresh();
		String found = session.position();
		if (!Objects.equals(found, this.applied)) {
			throw lost(found);
		}
	}

	/**
	 * Leave out what was applied before a failure: to apply it again would take keys back
	 * to older rows for a moment.
	 */
	List<ChangeBatch> remaining(List<ChangeBatch> batches) {
		if (!this.retry) {
			return batches;
		}
		this.retry = false;
		int index = batches.size();
		while (index > 0 && !batches.get(index - 1).position().text().equals(this.applied)) {
			index--;
		}
		return batches.subList(index, batches.size());
	}

	/**
	 * End the open transaction, as soon as the one before is known to be executed and
	 * nobody else has written the position.
	 */
	void commit(RedisSession session, String position) throws IOException, InterruptedException {
		await(session);
		String found = session.position();
		if (!Objects.equals(found, this.applied)) {
			throw lost(found);
		}
		this.sent = position;
		this.running = session.commit(position);
	}

	/** Wait until the last transaction is executed. */
	void await(RedisSession session) throws IOException, InterruptedException {
		RedisSession.Transaction transaction = this.running;
		if (transaction == null) {
			return;
		}
		this.running = null;
		session.flush();
		try {
			if (!transaction.await()) {
				throw new CheckpointLostException(
						"The position in Redis was written by somebody else: is there a second instance?");
			}
			this.applied = this.sent;
			this.sent = null;
		}
		catch (RedisFailure.Partial ex) {
			undo(session, ex);
			throw ex;
		}
	}

	/**
	 * The position went ahead of the data: take it back, now or with the next connection.
	 */
	private void undo(RedisSession session, RedisFailure.Partial failure) throws InterruptedException {
		this.partial = this.sent;
		this.sent = null;
		try {
			session.restore(this.applied);
			this.partial = null;
		}
		catch (IOException ex) {
			failure.addSuppressed(ex);
		}
	}

	private CheckpointLostException lost(@Nullable String found) {
		return new CheckpointLostException(
				"Redis holds " + ((found != null) ? "the position '" + found + "'" : "no position") + " instead of '"
						+ this.applied + "': it lost writes, or a second instance writes to it");
	}

}
