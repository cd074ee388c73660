package io.github.canalspring.sink.redis;

import java.io.IOException;
import java.util.List;
import java.util.Objects;

import io.github.canalspring.sink.CheckpointLostException;
import io.github.canalspring.sink.Epoch;
import io.github.canalspring.sink.SinkException;
import io.github.canalspring.sink.Tenure;
import io.github.canalspring.source.ChangeBatch;
import io.github.canalspring.source.Position;
import org.jspecify.annotations.Nullable;

/**
 * What the sink knows of the position in Redis. It outlives connections, so that after
 * one was lost it can tell whether the last transaction was executed, and whether Redis
 * still has what it acknowledged. For one thread.
 * <p>
 * Beside the position is the epoch of who writes. Each load takes a new one, and from
 * then on every {@code EXEC} of whoever had the one before is void.
 */
final class Checkpoint {

	private final Tenure tenure = new Tenure("Redis");

	/** The position that Redis acknowledged. */
	private @Nullable String applied;

	/** The position that was sent after it and is not acknowledged. */
	private @Nullable String sent;

	private @Nullable RedisTransaction running;

	/** The position of a transaction that was executed in part and not yet undone. */
	private @Nullable String partial;

	/** Up to which version keys were written without the position, before the load. */
	private long ahead;

	private boolean retry;

	/**
	 * Start from what is in Redis, as the one who writes.
	 * @param session a new connection
	 * @return the position; {@code null} if there is none
	 * @throws SinkException if another instance took over and is at work
	 */
	@Nullable String load(RedisSession session) throws IOException, InterruptedException {
		String owner = session.epoch();
		if (this.tenure.isMine(owner)) {
			takeBack(session);
		}
		String position = session.position();
		Epoch next = this.tenure.next(owner, position);
		if (!session.claim(next.text(), position == null)) {
			throw new IOException("The position in Redis was written meanwhile: is there a second instance?");
		}
		this.ahead = (position != null) ? session.ahead() : 0;
		this.tenure.begun(next);
		this.retry = false;
		found(position);
		return position;
	}

	long ahead() {
		return this.ahead;
	}

	private void found(@Nullable String position) {
		this.applied = position;
		this.sent = null;
		this.running = null;
		this.partial = null;
	}

	/**
	 * Go on with a new connection.
	 * @param session the connection
	 * @throws CheckpointLostException if Redis has another position than it was left with
	 */
	void resume(RedisSession session) throws IOException, InterruptedException {
		requireEpoch(session);
		takeBack(session);
		String found = session.position();
		if (!Objects.equals(found, this.applied) && !(this.sent != null && this.sent.equals(found))) {
			throw lost(found);
		}
		found(found);
		this.retry = true;
	}

	/**
	 * Look whether Redis has the position that it was left with.
	 * @param session a connection without an open transaction
	 * @throws CheckpointLostException if it has not
	 */
	void verify(RedisSession session) throws IOException, InterruptedException {
		session.refresh();
		requireUnchanged(session);
	}

	private void requireUnchanged(RedisSession session) throws IOException, InterruptedException {
		requireEpoch(session);
		String found = session.position();
		if (!Objects.equals(found, this.applied)) {
			throw lost(found);
		}
	}

	private void requireEpoch(RedisSession session) throws IOException, InterruptedException {
		String found = session.epoch();
		if (!this.tenure.isMine(found)) {
			this.tenure.requireLatest(found, session.position());
			throw lost(session.position());
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
	void commit(RedisSession session, Position position) throws IOException, InterruptedException {
		await(session);
		requireUnchanged(session);
		this.sent = position.text();
		this.running = session.commit(this.sent, position.stream().version());
	}

	/**
	 * End the open transaction, wait for it, and leave the position where it is.
	 * @param session the connection
	 * @param position up to where all has been sent that can be
	 */
	void commitInPlace(RedisSession session, Position position) throws IOException, InterruptedException {
		await(session);
		requireUnchanged(session);
		this.sent = this.applied;
		this.running = session.commitAhead(this.applied, position.stream().version());
		await(session);
	}

	/** Wait until the last transaction is executed. */
	void await(RedisSession session) throws IOException, InterruptedException {
		RedisTransaction transaction = this.running;
		if (transaction == null) {
			return;
		}
		this.running = null;
		session.flush();
		try {
			if (!transaction.await()) {
				requireEpoch(session);
				throw lost(session.position());
			}
			this.applied = this.sent;
			this.sent = null;
		}
		catch (RedisFailure.ForeignKeys ex) {
			this.sent = null;
			this.retry = true;
			throw ex;
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
			session.discard();
			takeBack(session);
		}
		catch (IOException ex) {
			failure.addSuppressed(ex);
		}
	}

	/** If it is void, somebody else wrote, and there is nothing to take back any more. */
	private void takeBack(RedisSession session) throws IOException, InterruptedException {
		if (this.partial != null && this.partial.equals(session.position())) {
			session.commit(this.applied, 0).await();
		}
		this.partial = null;
	}

	private CheckpointLostException lost(@Nullable String found) {
		return new CheckpointLostException(
				"Redis holds " + ((found != null) ? "the position '" + found + "'" : "no position") + " instead of '"
						+ this.applied + "': it lost writes, or a second instance writes to it");
	}

}
