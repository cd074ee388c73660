package io.github.canalspring.pipeline;

import java.io.IOException;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;

import io.github.canalspring.ParkedKey;
import io.github.canalspring.PipelineStatus.Parked;
import io.github.canalspring.checkpoint.CorruptCheckpointException;
import io.github.canalspring.parking.ParkingPlace;
import io.github.canalspring.sink.ChangesRefusedException;
import io.github.canalspring.sink.RefusedChange;
import io.github.canalspring.sink.RowKey;
import io.github.canalspring.sink.Sink;
import io.github.canalspring.sink.SinkException;
import io.github.canalspring.source.Change;
import io.github.canalspring.source.ChangeBatch;
import io.github.canalspring.source.Operation;
import io.github.canalspring.source.Position;
import io.github.canalspring.source.TableId;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What a pipeline does about changes that its sink refuses. Where every change counts,
 * later ones of a parked row join it. Where only a row's last state counts, the next
 * change takes the place of the parked one: it carries all that there is to know.
 * {@link #requestReplay}, {@link #discard} and what only looks are for any thread, the
 * rest is for the pipeline's.
 */
final class Parking {

	private static final Logger logger = LoggerFactory.getLogger(Parking.class);

	/** After how many replayed changes the stream gets its turn. */
	private static final int SLICE = 100;

	private final String pipeline;

	private final Sink sink;

	private final OnError onError;

	private final @Nullable ParkingPlace place;

	private final Deque<String> replaying = new ArrayDeque<>();

	/** Since when the rows were parked whose changes are superseded at the moment. */
	private Map<String, Instant> superseded = Map.of();

	private long parked;

	/** How often it was asked to apply what is parked, and up to which it has. */
	private final AtomicLong requested = new AtomicLong();

	private long begun;

	private volatile long finished;

	Parking(PipelineDefinition definition) {
		this.pipeline = definition.name();
		this.sink = definition.sink();
		this.onError = definition.onError();
		this.place = definition.parkingPlace();
	}

	/**
	 * Find what is parked.
	 * @throws SinkException if it has been damaged
	 * @throws IOException if it cannot be read now
	 */
	void open() throws IOException {
		try {
			if (this.place != null) {
				this.place.open();
			}
		}
		catch (CorruptCheckpointException ex) {
			throw new SinkException(String.valueOf(ex.getMessage()),
					"Restore it from a backup; or remove it, and the changes that are parked in it are lost", ex);
		}
	}

	void close() throws IOException {
		if (this.place != null) {
			this.place.close();
		}
	}

	/**
	 * All rows come again, in a snapshot: those that do not are gone.
	 */
	void forgetStates() throws IOException {
		if (this.place != null && !this.sink.wantsEveryChange()) {
			this.place.removeTables((table) -> true);
		}
	}

	/**
	 * Set aside what has to wait. May be repeated.
	 * @param batches what has come
	 * @param before the position before them
	 * @return what is for the sink, and what is to be parked afterwards
	 */
	Diverted prepare(List<ChangeBatch> batches, Position before) throws IOException {
		if (this.place == null || this.place.isEmpty()) {
			this.superseded = Map.of();
			return Diverted.nothing(batches);
		}
		if (this.sink.wantsEveryChange()) {
			return divert(this.place, batches, before);
		}
		supersede(this.place, batches);
		return Diverted.nothing(batches);
	}

	/** Before they are applied: if the application ends meanwhile, they come again. */
	private void supersede(ParkingPlace place, List<ChangeBatch> batches) throws IOException {
		Set<String> keys = new LinkedHashSet<>();
		Set<String> replaced = new HashSet<>();
		for (ChangeBatch batch : batches) {
			batch.replaced().forEach((table) -> replaced.add(table.toString()));
			batch.changes().forEach((change) -> keys.addAll(RowKey.ofState(change)));
		}
		if (!replaced.isEmpty()) {
			place.removeTables(replaced::contains);
		}
		this.superseded = place.remove(keys);
	}

	private static Diverted divert(ParkingPlace place, List<ChangeBatch> batches, Position before) {
		List<List<ParkingPlace.Request>> waiting = new ArrayList<>();
		List<ChangeBatch> passing = new ArrayList<>();
		Set<String> linked = new HashSet<>();
		for (ChangeBatch batch : batches) {
			List<ParkingPlace.Request> requests = new ArrayList<>();
			List<Change> changes = new ArrayList<>();
			for (Change change : batch.changes()) {
				Set<String> keys = RowKey.of(change);
				if (place.holds(keys) || keys.stream().anyMatch(linked::contains)) {
					requests.add(new ParkingPlace.Request(change, keys, "", null));
					linked.addAll(keys);
				}
				else {
					changes.add(change);
				}
			}
			waiting.add(requests);
			passing.add(batch.withChanges(List.copyOf(changes)).at(before));
		}
		return linked.isEmpty() ? Diverted.nothing(batches) : new Diverted(passing, waiting);
	}

	/**
	 * Park what the sink refused.
	 * @param refusal what it refused
	 * @param waiting what waits beside it
	 * @throws ChangesRefusedException if it is not to be parked
	 * @throws IOException if it cannot be parked
	 */
	void park(ChangesRefusedException refusal, List<ParkingPlace.Request> waiting)
			throws ChangesRefusedException, IOException {
		for (RefusedChange refused : refusal.refused()) {
			TableId table = refused.change().schema().id();
			if (this.place == null || this.onError.of(table) == OnError.Reaction.HOLD) {
				throw refusal;
			}
		}
		List<ParkingPlace.Request> requests = new ArrayList<>(requests(refusal.refused()));
		requests.addAll(waiting);
		park(requests);
		refusal.refused().forEach(this::tell);
	}

	/**
	 * Park what waits.
	 * @param waiting the changes
	 * @throws IOException if they cannot be parked
	 */
	void park(List<ParkingPlace.Request> waiting) throws IOException {
		if (this.place != null) {
			this.place.park(waiting);
		}
	}

	private List<ParkingPlace.Request> requests(List<RefusedChange> refused) {
		if (this.sink.wantsEveryChange()) {
			return refused.stream()
				.map((each) -> new ParkingPlace.Request(each.change(), RowKey.of(each.change()), each.reason(), null))
				.toList();
		}
		// One change of a row may be refused for one key or document, another for
		// another.
		Map<String, ParkingPlace.Request> last = new LinkedHashMap<>();
		refused.forEach((each) -> {
			List<String> keys = List.copyOf(RowKey.ofState(each.change()));
			Instant since = keys.stream().map(this.superseded::get).filter(Objects::nonNull).findFirst().orElse(null);
			// What the row left behind has been removed; what the row is now is missing.
			String key = keys.get(keys.size() - 1);
			last.put(key, new ParkingPlace.Request(state(each.change()), Set.of(key), each.reason(), since));
		});
		return List.copyOf(last.values());
	}

	private static Change state(Change change) {
		return (change.operation() != Operation.UPDATE) ? change : new Change(change.schema(), Operation.INSERT, null,
				change.after(), change.transaction(), change.rowNumber(), change.version());
	}

	private void tell(RefusedChange refused) {
		if (refused.reason().isEmpty()) {
			return;
		}
		this.parked++;
		if (Long.bitCount(this.parked) == 1) {
			logger.warn(
					"{}: parked {}, which could not be applied: {}. Other rows go on; see CanalOperations.parked() "
							+ "({} parked since the start)",
					this.pipeline, refused.change(), refused.reason(), this.parked);
		}
		else {
			logger.debug("{}: parked {}: {}", this.pipeline, refused.change(), refused.reason());
		}
	}

	/** Apply what is parked as soon as the thread comes to it. */
	void requestReplay() {
		this.requested.incrementAndGet();
	}

	/** Whether somebody asked for that and it is not done yet. */
	boolean isReplayPending() {
		return this.requested.get() > this.finished;
	}

	/**
	 * Look whether there is something to apply again.
	 * @return whether {@link #replay} has something to do
	 */
	boolean isReplaying() {
		long wanted = this.requested.get();
		if (wanted > this.begun && this.place != null) {
			this.replaying.clear();
			this.place.list(this.pipeline).forEach((row) -> this.replaying.add(row.key()));
		}
		this.begun = wanted;
		if (this.replaying.isEmpty()) {
			this.finished = wanted;
		}
		return !this.replaying.isEmpty();
	}

	/**
	 * Apply some of the parked changes, row by row and each for itself.
	 * @param position the position that the sink keeps
	 * @throws Exception if the sink cannot do it now
	 */
	void replay(Position position) throws Exception {
		if (this.place == null) {
			return;
		}
		try {
			replay(this.place, position);
		}
		catch (Exception ex) {
			keepApplied(this.place, ex);
			throw ex;
		}
		// Once for all of them, as it waits for the disk.
		this.place.keepApplied();
	}

	private static void keepApplied(ParkingPlace parkingPlace, Exception failure) {
		try {
			parkingPlace.keepApplied();
		}
		catch (IOException ex) {
			failure.addSuppressed(ex);
		}
	}

	private void replay(ParkingPlace parkingPlace, Position position) throws Exception {
		String key = this.replaying.peek();
		for (int count = 0; count < SLICE && key != null; count++) {
			Change change = parkingPlace.first(key);
			if (change == null) {
				this.replaying.remove();
				key = this.replaying.peek();
				continue;
			}
			try {
				this.sink.replay(List.of(change), position);
			}
			catch (ChangesRefusedException ex) {
				if (this.onError.of(change.schema().id()) == OnError.Reaction.HOLD) {
					throw ex;
				}
				logger.warn("{}: {} stays parked: {}", this.pipeline, change, ex.getMessage());
				parkingPlace.refused(key, String.valueOf(ex.getMessage()));
				this.replaying.remove();
				return;
			}
			parkingPlace.applied(key);
		}
	}

	boolean discard(String key) throws IOException {
		return this.place != null && !this.place.remove(Set.of(key)).isEmpty();
	}

	List<ParkedKey> list() {
		return (this.place != null) ? this.place.list(this.pipeline) : List.of();
	}

	@Nullable Parked status() {
		return (this.place != null) ? this.place.status() : null;
	}

}
