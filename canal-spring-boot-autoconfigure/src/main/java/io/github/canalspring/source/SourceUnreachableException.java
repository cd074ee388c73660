package io.github.canalspring.source;

import org.jspecify.annotations.Nullable;

/**
 * The source does not answer at the moment; trying again later may help.
 */
public class SourceUnreachableException extends SourceException {

	private static final long serialVersionUID = 1L;

	public SourceUnreachableException(String problem, String remedy, @Nullable Throwable cause) {
		super(problem, remedy, cause);
	}

}
