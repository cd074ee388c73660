package io.github.canalspring.subscription;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;

import io.github.canalspring.Finding;
import io.github.canalspring.source.ChangeSource;
import io.github.canalspring.source.ChangeStream;
import io.github.canalspring.source.Position;
import io.github.canalspring.source.SourceException;
import io.github.canalspring.source.StartFrom;
import io.github.canalspring.source.Subscription;
import io.github.canalspring.source.TableId;
import io.github.canalspring.source.TableReader;
import io.github.canalspring.source.TableSchema;
import io.github.canalspring.source.Visibility;
import org.jspecify.annotations.Nullable;

/**
 * A source that delivers of the wanted tables only what the rows of a table at the server
 * say: the tables that they name, and of these the operations that they monitor. Its
 * streams follow that table, so a change of it counts from its place in the stream on.
 * What is subscribed is part of the positions.
 */
public final class SubscriptionSource implements ChangeSource {

	private final ChangeSource source;

	private final TableReader reader;

	private final SubscriptionTable table;

	private final @Nullable Boolean backfill;

	private final SubscriptionReview review;

	/**
	 * Create a source.
	 * @param source gives the changes, and existing rows
	 * @param reader reads tables of the same server
	 * @param table the subscription table
	 * @param backfill whether existing rows of tables that are subscribed from some place
	 * on are read there; {@code null} for the streams that begin with a snapshot
	 */
	public SubscriptionSource(ChangeSource source, TableReader reader, TableId table, @Nullable Boolean backfill) {
		this.source = source;
		this.reader = reader;
		this.table = new SubscriptionTable(source, reader, table);
		this.backfill = backfill;
		this.review = new SubscriptionReview(source);
	}

	@Override
	public String describe() {
		return this.source.describe();
	}

	@Override
	public void check(List<TableId> tables) {
		this.source.check(tables);
		this.table.problems().stream().findFirst().ifPresent((problem) -> {
			throw new SourceException(problem.problem(), problem.remedySql());
		});
	}

	@Override
	public List<Finding> diagnose(List<TableId> tables) {
		List<Finding> findings = new ArrayList<>(this.source.diagnose(tables));
		List<Finding> problems = this.table.problems();
		findings.addAll(problems.isEmpty() ? this.review.review(this.table.now(), tables) : problems);
		return findings;
	}

	@Override
	public List<TableSchema> describe(Predicate<TableId> tables) {
		return this.source.describe(tables);
	}

	@Override
	public boolean keepsCursor() {
		return this.source.keepsCursor();
	}

	@Override
	public void announce(String name, Predicate<TableId> tables) {
		this.source.announce(name, tables);
	}

	@Override
	public Position resolve(StartFrom startFrom) {
		return this.source.resolve(startFrom);
	}

	@Override
	public Position restart(StartFrom startFrom, Position lost) {
		return this.source.restart(startFrom, SubscriptionPosition.position(lost));
	}

	@Override
	public @Nullable Duration retention() {
		return this.source.retention();
	}

	@Override
	public Position position(String text) {
		int mark = text.lastIndexOf(SubscriptionPosition.MARK);
		if (mark < 0) {
			return this.source.position(text);
		}
		try {
			return new SubscriptionPosition(this.source.position(text.substring(0, mark)),
					SubscribedTables.parse(text.substring(mark + SubscriptionPosition.MARK.length())));
		}
		catch (IllegalArgumentException ex) {
			throw new SourceException("Not a position with subscriptions: '" + text + "'",
					"Remove this checkpoint, so that the stream starts anew.", ex);
		}
	}

	@Override
	public Position latest() {
		return this.source.latest();
	}

	@Override
	public @Nullable TableSchema describe(TableId table) {
		return this.source.describe(table);
	}

	@Override
	public TableReader tableReader() {
		return this.reader;
	}

	@Override
	public @Nullable String withheld(TableId table, Position position) {
		if (!(position instanceof SubscriptionPosition known)) {
			return null;
		}
		int operations = known.subscribed().operations(table);
		if (operations == SubscriptionRow.ALL) {
			return null;
		}
		return "Table " + table
				+ ((operations == 0) ? " is not subscribed"
						: " is subscribed in part only: not all of its operations are monitored")
				+ " in " + known.subscribed().source();
	}

	@Override
	public Visibility visibility() {
		return this.source.visibility();
	}

	@Override
	public ChangeStream open(String name, Position from, Predicate<TableId> tables) {
		return open(name, from, Subscription.to(new StartFrom.Latest(), tables));
	}

	@Override
	public ChangeStream open(String name, Position from, Subscription subscription) {
		this.review.opened(name, subscription);
		SubscriptionPosition start = (from instanceof SubscriptionPosition known
				&& known.subscribed().source().equals(this.table.id())) ? known
						: new SubscriptionPosition(SubscriptionPosition.position(from), this.table.at(from.stream()));
		return new SubscriptionStream(name,
				(position, subscribed) -> this.source.open(name, position, of(subscription, subscribed)), this.table,
				subscription.tables(), this.review, start);
	}

	/** What a sink wants, of what is subscribed one after the other. */
	private Subscription of(Subscription wanted, List<SubscribedTables> subscribed) {
		SubscribedTables last = subscribed.get(subscribed.size() - 1);
		Predicate<TableId> tables = (table) -> table.equals(last.source())
				|| wanted.tables().test(table) && subscribed.stream().anyMatch((each) -> each.delivers(table));
		Predicate<TableId> rows = (table) -> wanted.wantsRows(table) && last.deliversRows(table);
		if (Boolean.FALSE.equals(this.backfill)) {
			return new Subscription(new StartFrom.Latest(), tables, rows, (table) -> true, wanted.entries(),
					wanted.building());
		}
		// What of a table was not delivered for a while cannot count as filled.
		Predicate<TableId> filled = (table) -> wanted.filled().test(table) && !gains(table, subscribed);
		return new Subscription((this.backfill != null) ? new StartFrom.Snapshot() : wanted.startFrom(), tables, rows,
				filled, wanted.entries(), wanted.building());
	}

	private static boolean gains(TableId table, List<SubscribedTables> subscribed) {
		int before = SubscriptionRow.ALL;
		for (SubscribedTables each : subscribed) {
			int operations = each.operations(table);
			if ((operations & ~before) != 0) {
				return true;
			}
			before &= operations;
		}
		return false;
	}

	@Override
	public String toString() {
		return describe();
	}

}
