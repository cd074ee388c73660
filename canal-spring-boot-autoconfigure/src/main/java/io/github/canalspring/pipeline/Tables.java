package io.github.canalspring.pipeline;

import java.util.List;

import io.github.canalspring.source.ChangeSource;

/**
 * Says why rows cannot be read where no source has any.
 */
final class Tables {

	/** What to do where a source has no tables. */
	static final String INSTEAD = "Let whatever fills it send the rows once more, or read from the database itself "
			+ "(canal.server.type=mysql)";

	private Tables() {
	}

	/**
	 * Refuse what needs the rows of tables, if there is no source that can be asked for
	 * them.
	 * @param what what is asked for, as the subject of a sentence
	 * @param pipelines those that are asked
	 */
	static void require(String what, List<Pipeline> pipelines) {
		List<ChangeSource> sources = pipelines.stream().map((pipeline) -> pipeline.definition().source()).toList();
		if (!sources.isEmpty() && sources.stream().allMatch((source) -> source.tableReader() == null)) {
			throw new UnsupportedOperationException(what + " is not possible with " + sources.get(0).describe()
					+ ", which has changes but no tables whose rows can be read. " + INSTEAD);
		}
	}

}
