package io.github.canalspring;

import java.time.Instant;
import java.util.List;

import org.jspecify.annotations.Nullable;

/**
 * How one pipeline's comparison of its copies with MySQL goes, or went.
 *
 * @param pipeline the pipeline's name as in {@link CanalOperations#status()}
 * @param tables the tables that are compared, as {@code database.table}
 * @param startedAt when it began
 * @param finishedAt when it ended; {@code null} while it is under way
 * @param rows the number of rows that were compared
 * @param entries the number of keys and documents for which a row was looked for
 * @param missing how many keys, members or documents were not there
 * @param different how many held something else than their row
 * @param leftOver how many were there without a row
 * @param mended how many of these were put right
 * @param unsettled the number of rows that changed each time they were looked at: what
 * the stream wrote last is there, but was not compared
 * @param examples some of the differences
 * @param error why it ended before everything was compared; {@code null} if it did not
 */
public record Verification(String pipeline, List<String> tables, Instant startedAt, @Nullable Instant finishedAt,
		long rows, long entries, long missing, long different, long leftOver, long mended, long unsettled,
		List<Difference> examples, @Nullable String error) {

	public Verification {
		tables = List.copyOf(tables);
		examples = List.copyOf(examples);
	}

	/**
	 * How many keys, members and documents differ.
	 * @return the number, those that were put right included
	 */
	public long differences() {
		return this.missing + this.different + this.leftOver;
	}

	/**
	 * Whether everything was compared.
	 * @return whether it came to its end
	 */
	public boolean isComplete() {
		return this.finishedAt != null && this.error == null;
	}

}
