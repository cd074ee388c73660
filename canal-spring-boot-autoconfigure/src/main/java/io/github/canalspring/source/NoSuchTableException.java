package io.github.canalspring.source;

/**
 * The source has no such table, or its user may not see it.
 */
public class NoSuchTableException extends SourceException {

	private static final long serialVersionUID = 1L;

	public NoSuchTableException(String problem, String remedy) {
		super(problem, remedy);
	}

}
