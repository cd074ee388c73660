package io.github.canalspring.verify;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.function.Function;
import java.util.function.Predicate;

import io.github.canalspring.sink.ChangesRefusedException;
import io.github.canalspring.snapshot.Piece;
import io.github.canalspring.source.ChangeBatch;
import io.github.canalspring.source.Position;
import org.jspecify.annotations.Nullable;

/**
 * Sees what a pipeline does, for those who read the sink meanwhile. A change is told
 * before the sink is given it, so whoever has read the sink and then finds that no change
 * of a row was told has read what the sink held of that row all the time. The pipeline
 * never waits for that; it only gives somebody who has found something a turn on its own
 * thread, between two batches.
 */
public final class PipelineWatch {

	private final List<Watched<?>> watched = new ArrayList<>();

	private final Deque<Asked> asked = new ArrayDeque<>();

	private List<ChangeBatch> underWay = List.of();

	/** Up to here the sink has everything; {@code null} while that is not known. */
	private @Nullable Position reached;

	/**
	 * The pipeline starts to read.
	 * @param start where
	 */
	public synchronized void opened(Position start) {
		this.reached = start;
		notifyAll();
	}

	/**
	 * The pipeline starts over, perhaps from an older place: nobody can tell any more
	 * what the sink had meanwhile.
	 */
	public synchronized void closed() {
		this.reached = null;
		this.underWay = List.of();
		this.asked.clear();
		this.watched.forEach((each) -> each.broken = true);
		notifyAll();
	}

	/**
	 * The sink is about to be given batches.
	 * @param batches the batches
	 */
	public synchronized void applying(List<ChangeBatch> batches) {
		this.underWay = batches;
		this.watched.forEach((each) -> each.drop(batches));
	}

	/**
	 * The sink has everything up to a position.
	 * @param position the position
	 */
	public synchronized void reached(Position position) {
		this.underWay = List.of();
		this.reached = position;
		notifyAll();
	}

	/** Where the sink is; {@code null} while that is not known. */
	synchronized @Nullable Position position() {
		return this.reached;
	}

	/**
	 * Whether somebody waits for a turn.
	 * @return whether {@link #turn} has something to do
	 */
	public synchronized boolean isAsked() {
		return !this.asked.isEmpty();
	}

	/**
	 * Give somebody a turn. Called on the pipeline's thread between two batches, and
	 * again if it throws.
	 * @param kept the position that the sink keeps
	 * @throws Exception if the sink cannot do it now
	 */
	public void turn(Position kept) throws Exception {
		Asked current = begin();
		if (current == null) {
			return;
		}
		try {
			current.turn.run(kept);
		}
		catch (ChangesRefusedException ex) {
			current.refused = ex.getMessage();
		}
		catch (LookAgainException ex) {
			current.refused = "";
		}
		synchronized (this) {
			this.asked.remove(current);
			current.done = true;
			notifyAll();
		}
	}

	private synchronized @Nullable Asked begin() {
		Asked current = this.asked.peek();
		if (current != null) {
			current.begun = true;
		}
		return current;
	}

	/**
	 * Watch the changes from now on.
	 * @param begin makes what is told of them, given where the stream is, which is not to
	 * take long
	 * @param whole whether all changes that count are told at a position
	 * @return what is watched; {@code null} if there is nothing to watch
	 * @throws LookAgainException if the pipeline does not read at the moment
	 */
	<P extends Piece> @Nullable Watched<P> watch(Function<Position, @Nullable P> begin, Predicate<Position> whole)
			throws LookAgainException {
		synchronized (this) {
			if (this.reached == null) {
				throw new LookAgainException("The pipeline does not read at the moment");
			}
			P piece = begin.apply(this.reached.stream());
			if (piece == null) {
				return null;
			}
			Watched<P> added = new Watched<>(piece, whole);
			added.drop(this.underWay);
			this.watched.add(added);
			return added;
		}
	}

	/**
	 * Something to be done on the pipeline's thread.
	 */
	interface Turn {

		void run(Position kept) throws Exception;

	}

	private static final class Asked {

		private final Turn turn;

		private boolean begun;

		private boolean done;

		private @Nullable String refused;

		private Asked(Turn turn) {
			this.turn = turn;
		}

	}

	/**
	 * Something that is told of changes. All methods but {@link #close} throw if it
	 * cannot be judged any more.
	 *
	 * @param <P> what it is
	 */
	final class Watched<P extends Piece> implements AutoCloseable {

		private final P piece;

		private final Predicate<Position> whole;

		private boolean broken;

		private Watched(P piece, Predicate<Position> whole) {
			this.piece = piece;
			this.whole = whole;
		}

		private void drop(List<ChangeBatch> batches) {
			for (ChangeBatch batch : batches) {
				batch.changes().forEach(this.piece::drop);
				// Rows that went, or could have, without a change.
				this.broken |= !batch.replaced().isEmpty() || !this.whole.test(batch.position());
			}
		}

		/** What was read is there. */
		void arrive() throws LookAgainException {
			String problem = get(Piece::arrive);
			if (problem != null) {
				throw new LookAgainException(problem);
			}
		}

		<T> T get(Function<P, T> question) throws LookAgainException {
			synchronized (PipelineWatch.this) {
				requireWhole();
				return question.apply(this.piece);
			}
		}

		private Position requireWhole() throws LookAgainException {
			Position now = PipelineWatch.this.reached;
			if (this.broken || now == null) {
				throw new LookAgainException("The pipeline started over, or rows were replaced as a whole");
			}
			return now;
		}

		/** Where the sink is. */
		Position reached() throws LookAgainException {
			synchronized (PipelineWatch.this) {
				return requireWhole();
			}
		}

		/** Wait until the sink has everything that what was read shows. */
		void awaitDue(long nanos) throws LookAgainException, InterruptedException {
			long deadline = System.nanoTime() + nanos;
			synchronized (PipelineWatch.this) {
				while (!this.piece.isDue(requireWhole())) {
					await(deadline, "The pipeline is at " + requireWhole() + ", which is behind what was read");
				}
			}
		}

		/**
		 * Have something done on the pipeline's thread, and wait for it.
		 * @return why the sink refused it; {@code null} if it did not
		 */
		@Nullable String ask(Turn turn, long nanos) throws LookAgainException, InterruptedException {
			long deadline = System.nanoTime() + nanos;
			Asked question = new Asked(turn);
			synchronized (PipelineWatch.this) {
				requireWhole();
				PipelineWatch.this.asked.add(question);
				try {
					while (!question.done) {
						requireWhole();
						await(question.begun ? Long.MAX_VALUE : deadline, "The pipeline is busy");
					}
				}
				finally {
					if (!question.begun) {
						PipelineWatch.this.asked.remove(question);
					}
				}
				return question.refused;
			}
		}

		private void await(long deadline, String problem) throws LookAgainException, InterruptedException {
			long millis = (deadline == Long.MAX_VALUE) ? 1000 : (deadline - System.nanoTime()) / 1_000_000;
			if (millis <= 0) {
				throw new LookAgainException(problem);
			}
			PipelineWatch.this.wait(Math.min(millis, 1000));
		}

		@Override
		public void close() {
			synchronized (PipelineWatch.this) {
				PipelineWatch.this.watched.remove(this);
			}
		}

	}

}
