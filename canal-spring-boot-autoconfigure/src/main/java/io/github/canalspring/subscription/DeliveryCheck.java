package io.github.canalspring.subscription;

import java.util.IdentityHashMap;
import java.util.Map;
import java.util.function.Predicate;

import io.github.canalspring.source.Change;
import io.github.canalspring.source.TableId;
import io.github.canalspring.source.TableSchema;
import org.jspecify.annotations.Nullable;

/**
 * Which changes are delivered as long as the subscriptions stay the same. Asked for each
 * change, so it finds out once per version of a table. For one thread.
 */
final class DeliveryCheck {

	/** Beside the operations' bits: changes of the table may change the subscriptions. */
	private static final int SUBSCRIPTIONS = 1 << 8;

	private static final int MAX_VERSIONS = 10_000;

	private final SubscribedTables subscribed;

	private final Predicate<TableId> wanted;

	private final Map<TableSchema, Integer> known = new IdentityHashMap<>();

	private @Nullable TableSchema last;

	private int lastBits;

	/**
	 * Create a check.
	 * @param subscribed what is subscribed
	 * @param wanted which tables the sink wants
	 */
	DeliveryCheck(SubscribedTables subscribed, Predicate<TableId> wanted) {
		this.subscribed = subscribed;
		this.wanted = wanted;
	}

	SubscribedTables subscribed() {
		return this.subscribed;
	}

	boolean delivers(Change change) {
		return (bits(change.schema()) & SubscriptionRow.bit(change.operation())) != 0;
	}

	boolean delivers(TableId table) {
		return (bits(table) & SubscriptionRow.ALL) != 0;
	}

	boolean isOfSubscriptions(Change change) {
		return (bits(change.schema()) & SUBSCRIPTIONS) != 0;
	}

	private int bits(TableSchema schema) {
		if (schema != this.last) {
			if (this.known.size() >= MAX_VERSIONS) {
				this.known.clear();
			}
			this.lastBits = this.known.computeIfAbsent(schema, (key) -> bits(key.id()));
			this.last = schema;
		}
		return this.lastBits;
	}

	private int bits(TableId table) {
		int operations = this.wanted.test(table) ? this.subscribed.operations(table) : 0;
		return this.subscribed.source().equals(table) ? operations | SUBSCRIPTIONS : operations;
	}

}
