package io.github.canalspring.subscription;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.function.Predicate;
import java.util.stream.Collectors;

import io.github.canalspring.SnapshotStatus;
import io.github.canalspring.source.Change;
import io.github.canalspring.source.ChangeBatch;
import io.github.canalspring.source.ChangeStream;
import io.github.canalspring.source.KeyRange;
import io.github.canalspring.source.Position;
import io.github.canalspring.source.Rebuild;
import io.github.canalspring.source.SourceException;
import io.github.canalspring.source.TableId;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A stream of what is subscribed, which follows the subscription table itself. The stream
 * behind it reads only the tables that are subscribed, and is ahead. So when a batch
 * changes the subscriptions, that stream is opened anew in front of the batch, for all
 * tables that are subscribed at any time in it, and once more behind it, for those that
 * are subscribed from then on.
 */
final class SubscriptionStream implements ChangeStream {

	private static final Logger logger = LoggerFactory.getLogger(SubscriptionStream.class);

	private final String name;

	private final StreamOpener opener;

	private final SubscriptionTable table;

	private final Predicate<TableId> wanted;

	private final SubscriptionReview review;

	private volatile ChangeStream stream;

	/** What the stream is open for. */
	private List<SubscribedTables> open;

	private Position reached;

	private volatile DeliveryCheck check;

	private volatile boolean snapshotPaused;

	/**
	 * The last batch that replaced the subscription table, and what it said from then.
	 */
	private @Nullable SubscriptionPosition replaced;

	/**
	 * From a place, and what is subscribed there; of the tables, those that the sink
	 * wants.
	 */
	SubscriptionStream(String name, StreamOpener opener, SubscriptionTable table, Predicate<TableId> wanted,
			SubscriptionReview review, SubscriptionPosition from) {
		this.name = name;
		this.opener = opener;
		this.table = table;
		this.wanted = wanted;
		this.review = review;
		this.check = new DeliveryCheck(from.subscribed(), wanted);
		this.open = List.of(from.subscribed());
		this.stream = opener.open(from.position(), this.open);
		this.reached = this.stream.start(from.position());
		review.tell(name, from.subscribed());
	}

	@Override
	public List<ChangeBatch> poll(Duration timeout) throws InterruptedException {
		List<ChangeBatch> delivered = new ArrayList<>();
		for (ChangeBatch batch : this.stream.poll(timeout)) {
			List<SubscribedTables> steps = steps(batch);
			if (!steps.stream().allMatch(this::isOpenFor)) {
				reopen(steps);
				break;
			}
			delivered.add(deliver(batch, steps));
			this.reached = batch.position();
			if (steps.size() > 1 && changed()) {
				break;
			}
		}
		return delivered;
	}

	/** What is subscribed one after the other in a batch, beginning with what is now. */
	private List<SubscribedTables> steps(ChangeBatch batch) {
		DeliveryCheck current = this.check;
		SubscribedTables last = current.subscribed();
		List<SubscribedTables> steps = null;
		for (Change change : batch.changes()) {
			if (current.isOfSubscriptions(change)) {
				steps = (steps != null) ? steps : new ArrayList<>(List.of(last));
				last = last.after(change);
				steps.add(last);
			}
		}
		if (batch.replaced().contains(last.source())) {
			return List.of(last, replaced(batch.position()));
		}
		return (steps != null) ? steps : List.of(last);
	}

	private SubscribedTables replaced(Position position) {
		SubscriptionPosition known = this.replaced;
		if (known == null || !known.position().stream().text().equals(position.stream().text())) {
			known = new SubscriptionPosition(position, this.table.at(position.stream()));
			this.replaced = known;
		}
		return known.subscribed();
	}

	private boolean isOpenFor(SubscribedTables subscribed) {
		return this.open.stream().anyMatch(subscribed::sameAs);
	}

	/** Another place to begin to read is behind what was delivered, never before it. */
	private void reopen(List<SubscribedTables> subscribed) {
		this.stream.close();
		this.open = List.copyOf(subscribed);
		this.stream = this.opener.open(this.reached, this.open);
		this.stream.pauseSnapshot(this.snapshotPaused);
		this.reached = this.stream.start(this.reached);
	}

	/**
	 * The subscriptions were changed.
	 * @return whether the stream was opened anew
	 */
	private boolean changed() {
		SubscribedTables now = this.check.subscribed();
		this.review.tell(this.name, now);
		if (this.open.size() == 1) {
			return false;
		}
		logger.info("{}: from {} on, these are subscribed: {}", this.name, this.reached, now);
		reopen(List.of(now));
		return true;
	}

	private ChangeBatch deliver(ChangeBatch batch, List<SubscribedTables> steps) {
		List<Change> changes = (steps.size() == 1 && deliversAll(batch)) ? batch.changes() : delivered(batch);
		SubscribedTables last = steps.get(steps.size() - 1);
		use(last);
		Set<TableId> replaced = batch.replaced().isEmpty() ? Set.of()
				: batch.replaced().stream().filter(this.check::delivers).collect(Collectors.toUnmodifiableSet());
		return new ChangeBatch(changes, new SubscriptionPosition(batch.position(), last), batch.committedAt(),
				batch.bytes(), replaced, batch.leftovers(), batch.milestone(), batch.step(), batch.definitions());
	}

	private boolean deliversAll(ChangeBatch batch) {
		DeliveryCheck current = this.check;
		for (Change change : batch.changes()) {
			if (!current.delivers(change)) {
				return false;
			}
		}
		return true;
	}

	/** A change of the subscriptions counts from the next change on. */
	private List<Change> delivered(ChangeBatch batch) {
		List<Change> left = new ArrayList<>();
		for (Change change : batch.changes()) {
			if (this.check.delivers(change)) {
				left.add(change);
			}
			if (this.check.isOfSubscriptions(change)) {
				use(this.check.subscribed().after(change));
			}
		}
		return Collections.unmodifiableList(left);
	}

	private void use(SubscribedTables subscribed) {
		if (!subscribed.equals(this.check.subscribed())) {
			this.check = new DeliveryCheck(subscribed, this.wanted);
		}
	}

	@Override
	public Position start(Position from) {
		return new SubscriptionPosition(this.reached, this.check.subscribed());
	}

	@Override
	public void note(String name, String note) {
		this.stream.note(name, note);
	}

	@Override
	public @Nullable String noted(String name) {
		return this.stream.noted(name);
	}

	@Override
	public CompletableFuture<@Nullable Void> resync(List<TableId> tables, KeyRange range) {
		SubscribedTables now = this.check.subscribed();
		List<TableId> subscribed = tables.stream().filter(now::deliversRows).toList();
		if (subscribed.isEmpty()) {
			throw notSubscribed(tables, now);
		}
		return this.stream.resync(subscribed, range);
	}

	@Override
	public CompletableFuture<@Nullable Void> rebuild(Rebuild rebuild) {
		SubscribedTables now = this.check.subscribed();
		List<TableId> missing = rebuild.tables().stream().filter((each) -> !now.deliversRows(each)).toList();
		if (!missing.isEmpty()) {
			throw notSubscribed(missing, now);
		}
		return this.stream.rebuild(rebuild);
	}

	private static SourceException notSubscribed(List<TableId> tables, SubscribedTables now) {
		return new SourceException("Inserts of " + tables + " are not subscribed",
				"Add a row with monitor_insert = 1 to " + now.source());
	}

	@Override
	public void pauseSnapshot(boolean paused) {
		this.snapshotPaused = paused;
		this.stream.pauseSnapshot(paused);
	}

	@Override
	public @Nullable SnapshotStatus snapshot() {
		return this.stream.snapshot();
	}

	@Override
	public void acknowledge(Position position) {
		this.stream.acknowledge(SubscriptionPosition.position(position));
	}

	@Override
	public @Nullable String disconnected() {
		return this.stream.disconnected();
	}

	@Override
	public void close() {
		this.stream.close();
	}

}
