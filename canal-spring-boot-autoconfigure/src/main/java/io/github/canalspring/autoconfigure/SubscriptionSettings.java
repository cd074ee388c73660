package io.github.canalspring.autoconfigure;

import io.github.canalspring.sink.TablePattern;
import io.github.canalspring.source.ChangeSource;
import io.github.canalspring.source.TableId;
import io.github.canalspring.source.TableReader;
import io.github.canalspring.subscription.SubscriptionSource;

/**
 * {@code canal.subscription.*}, or {@code canal.servers.<name>.subscription.*}.
 */
final class SubscriptionSettings {

	private static final String EXAMPLE = "baker_sys_canal.baker_canal_config";

	private SubscriptionSettings() {
	}

	/**
	 * Let a source deliver what is subscribed, if a table is set that says so.
	 * @param server the properties
	 * @param source gives the changes, and existing rows
	 * @param reader reads tables of the same server
	 * @return the source, or one around it
	 */
	static ChangeSource apply(SourceProperties server, ChangeSource source, TableReader reader) {
		CanalProperties.Subscription subscription = server.subscription();
		if (subscription.table() == null) {
			if (subscription.backfill() != null) {
				throw new InvalidPropertyException(server.property("subscription.backfill"), subscription.backfill(),
						"without effect, since " + server.property("subscription.table") + " is not set",
						"Set " + server.property("subscription.table") + " as well, or remove it.");
			}
			return source;
		}
		TableId table = InvalidPropertyException.read(server.property("subscription.table"), subscription.table(),
				EXAMPLE, SubscriptionSettings::table);
		return new SubscriptionSource(source, reader, table, subscription.backfill());
	}

	private static TableId table(String name) {
		TablePattern pattern = TablePattern.parse(name);
		if (!pattern.isExact()) {
			throw new IllegalArgumentException("it has to be one table. Write its full name, such as " + EXAMPLE);
		}
		return new TableId(pattern.database(), pattern.table());
	}

	/**
	 * Refuse a subscription table where the source cannot read it.
	 * @param server the properties
	 * @param source what the source is, with an article
	 */
	static void requireNone(SourceProperties server, String source) {
		if (server.subscription().table() != null) {
			throw new InvalidPropertyException(server.property("subscription.table"), server.subscription().table(),
					"not possible with " + source + ", which cannot be asked for the rows of a table",
					"Read from MySQL or MariaDB itself, or name the tables in " + server.property("filter.include")
							+ " instead.");
		}
	}

}
