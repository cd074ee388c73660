package io.github.canalspring.fuzz;

import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Places in the stream at which it is known what tables hold: each is a row in a table of
 * its own. The stream tells rows, not definitions, so a writer sets a mark on each side
 * of a definition.
 */
final class Marks {

	/** The table. */
	static final String TABLE = "marks";

	private final Map<Long, Mark> marks = new ConcurrentHashMap<>();

	private final AtomicLong numbers = new AtomicLong();

	/**
	 * What is known at a place.
	 *
	 * @param checked whether what was read must be this; else it is set to this
	 * @param tables the tables by name
	 */
	record Mark(boolean checked, Map<String, Contents> tables) {
	}

	long add(Mark mark) {
		long number = this.numbers.incrementAndGet();
		this.marks.put(number, mark);
		return number;
	}

	Mark get(long number) {
		return Objects.requireNonNull(this.marks.get(number));
	}

	static String insert(long number) {
		return "INSERT INTO " + TABLE + " VALUES (" + number + ")";
	}

}
