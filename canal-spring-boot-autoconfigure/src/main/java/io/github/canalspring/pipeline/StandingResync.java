package io.github.canalspring.pipeline;

import io.github.canalspring.Resync;

/**
 * A resync that the configuration asks for: each pipeline does it once, and again when it
 * has another id.
 *
 * @param request what is to be read again
 * @param id names this one among those of the same table
 */
public record StandingResync(Resync request, String id) {

	/** What its id is kept under. */
	String name() {
		return this.request.table();
	}

}
