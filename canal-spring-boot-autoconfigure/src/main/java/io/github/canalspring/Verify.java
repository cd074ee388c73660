package io.github.canalspring;

import org.jspecify.annotations.Nullable;

/**
 * What is to be compared with MySQL, for {@link CanalOperations#verify(Verify)}:
 * {@code Verify.table("shop.order_*").in("elasticsearch").mending()}. Immutable.
 *
 * @param rows the tables, the pipeline and the part of a table, as for a resync
 * @param mend whether what differs is put right
 * @param examples how many differences are told one by one at most
 */
public record Verify(Resync rows, boolean mend, int examples) {

	private static final int EXAMPLES = 20;

	/**
	 * Create a request.
	 * @throws IllegalArgumentException if the number of examples is negative
	 */
	public Verify {
		if (examples < 0) {
			throw new IllegalArgumentException(examples + " is not a number of examples. Write 0 or more");
		}
	}

	/**
	 * All rows of a table, in all pipelines that keep copies.
	 * @param table the table as {@code database.table}; {@code *} stands for any run of
	 * characters in a name
	 * @return the request
	 */
	public static Verify table(String table) {
		return new Verify(Resync.table(table), false, EXAMPLES);
	}

	/**
	 * In one pipeline only.
	 * @param name the pipeline's name
	 * @return the request
	 */
	public Verify in(String name) {
		return new Verify(this.rows.in(name), this.mend, this.examples);
	}

	/**
	 * Only the rows whose key's first column is between two values, both included.
	 * @param first the first value, as {@link Resync#between} takes it; {@code null} for
	 * the table's beginning
	 * @param last the last value; {@code null} for the table's end
	 * @return the request
	 */
	public Verify between(@Nullable Object first, @Nullable Object last) {
		return new Verify(this.rows.between(first, last), this.mend, this.examples);
	}

	/**
	 * Put right what differs.
	 * @return the request
	 */
	public Verify mending() {
		return new Verify(this.rows, true, this.examples);
	}

	/**
	 * Tell another number of differences one by one.
	 * @param most how many at most
	 * @return the request
	 */
	public Verify examples(int most) {
		return new Verify(this.rows, this.mend, most);
	}

}
