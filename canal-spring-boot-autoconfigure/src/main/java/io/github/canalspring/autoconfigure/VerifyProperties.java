package io.github.canalspring.autoconfigure;

import java.time.Duration;

import io.github.canalspring.snapshot.SnapshotSettings;
import io.github.canalspring.verify.VerifySettings;
import org.jspecify.annotations.Nullable;

import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * What an application writes under {@code canal.verify}.
 *
 * @param every How often all rows are compared with what Redis and Elasticsearch hold.
 * Only when asked for when not set.
 * @param mend Whether differences that are found then are put right.
 * @param rowsPerSecond How many rows are compared per second at most, by each sink.
 * @param examples How many differences are named in the log.
 */
record VerifyProperties(@Nullable Duration every, @DefaultValue("false") boolean mend,
		@DefaultValue("10000") int rowsPerSecond, @DefaultValue("20") int examples) {

	/**
	 * What the properties say.
	 * @param chunks how rows are read for snapshots
	 * @return the settings
	 */
	VerifySettings settings(SnapshotSettings chunks) {
		if (this.every != null) {
			ServerSettings.positive("canal.verify.every", this.every);
		}
		if (this.rowsPerSecond < 1) {
			throw new InvalidPropertyException("canal.verify.rows-per-second", this.rowsPerSecond,
					"not a number of rows", "Write a number such as 5000.");
		}
		if (this.examples < 0) {
			throw new InvalidPropertyException("canal.verify.examples", this.examples, "not a number of examples",
					"Write 0 or more, such as 20.");
		}
		return new VerifySettings(this.every, this.mend, this.examples,
				new SnapshotSettings(chunks.chunkTime(), chunks.chunkBytes(), this.rowsPerSecond, chunks.leftovers()));
	}

}
