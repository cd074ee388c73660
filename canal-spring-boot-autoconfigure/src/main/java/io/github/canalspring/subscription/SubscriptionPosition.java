package io.github.canalspring.subscription;

import java.time.Instant;

import io.github.canalspring.source.Position;
import org.jspecify.annotations.Nullable;

/**
 * A position together with what is subscribed there, so that whoever goes on from it
 * delivers what was subscribed then and not what is subscribed now.
 *
 * @param position the position
 * @param subscribed what is subscribed there
 */
record SubscriptionPosition(Position position, SubscribedTables subscribed) implements Position {

	/**
	 * In front of what is subscribed, at the end of the text: there it is no obstacle to
	 * who reads the position once no table is configured any more.
	 */
	static final String MARK = ";subscription=";

	/** The position alone, of any position of a {@link SubscriptionSource}. */
	static Position position(Position position) {
		return (position instanceof SubscriptionPosition own) ? own.position : position;
	}

	@Override
	public long version() {
		return this.position.version();
	}

	@Override
	public boolean reaches(Position other) {
		return this.position.reaches(position(other));
	}

	@Override
	public Position stream() {
		return this.position.stream();
	}

	@Override
	public @Nullable Instant neededSince() {
		return this.position.neededSince();
	}

	@Override
	public String text() {
		return this.position.text() + MARK + this.subscribed.text();
	}

	@Override
	public String toString() {
		return this.position.toString();
	}

}
