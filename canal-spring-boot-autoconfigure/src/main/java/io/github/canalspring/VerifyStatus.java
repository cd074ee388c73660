package io.github.canalspring;

import org.jspecify.annotations.Nullable;

/**
 * What is known of a pipeline's copies by comparing them with MySQL since the application
 * started.
 *
 * @param running the comparison that is under way; {@code null} if none is
 * @param last the one that ended last; {@code null} before the first
 * @param lastOfAll the last one that came to its end with all rows of all tables of the
 * pipeline; {@code null} before the first
 */
public record VerifyStatus(@Nullable Verification running, @Nullable Verification last,
		@Nullable Verification lastOfAll) {

}
