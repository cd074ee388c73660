package io.github.canalspring.serve;

import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The connections that there are. Who has not proved to be a user takes no place from
 * those who have. Safe for use by several threads.
 */
final class Admission {

	private static final Logger logger = LoggerFactory.getLogger(Admission.class);

	/** After which who has not logged in has to go. */
	static final Duration LOGIN_TIME = Duration.ofSeconds(10);

	/** The most that are not let in yet. */
	private static final int STRANGERS = 32;

	private final int limit;

	/** With the time of their arrival. */
	private final Map<Connection, Long> strangers = new HashMap<>();

	private final Set<Connection> users = new HashSet<>();

	private boolean told;

	Admission(int limit) {
		this.limit = limit;
	}

	/** Whether there is room for one more. */
	synchronized boolean arrived(Connection connection) {
		long now = System.nanoTime();
		// One that sends a byte now and then is never silent for too long.
		this.strangers.forEach((stranger, since) -> {
			if (now - since > LOGIN_TIME.toNanos()) {
				stranger.close();
			}
		});
		if (this.strangers.size() >= STRANGERS || this.users.size() >= this.limit) {
			if (!this.told) {
				logger.warn("{} and others are closed at once: there are {} connections, of which {} have logged in",
						connection, this.strangers.size() + this.users.size(), this.users.size());
				this.told = true;
			}
			return false;
		}
		this.told = false;
		this.strangers.put(connection, now);
		return true;
	}

	synchronized void admitted(Connection connection) {
		this.strangers.remove(connection);
		this.users.add(connection);
	}

	synchronized void left(Connection connection) {
		this.strangers.remove(connection);
		this.users.remove(connection);
	}

	synchronized List<Connection> all() {
		Set<Connection> all = new HashSet<>(this.strangers.keySet());
		all.addAll(this.users);
		return List.copyOf(all);
	}

}
