package io.github.canalspring.verify;

import java.time.Duration;

import io.github.canalspring.snapshot.SnapshotSettings;
import org.jspecify.annotations.Nullable;

/**
 * How copies are compared.
 *
 * @param every how often all rows are compared without being asked for; {@code null} for
 * never
 * @param mend whether what differs is put right then
 * @param examples how many differences are told one by one then
 * @param chunks how much is read at a time, and how fast
 */
public record VerifySettings(@Nullable Duration every, boolean mend, int examples, SnapshotSettings chunks) {

	/**
	 * Nothing is compared unless it is asked for.
	 * @return the default settings
	 */
	public static VerifySettings defaults() {
		return new VerifySettings(null, false, 20, SnapshotSettings.defaults());
	}

}
