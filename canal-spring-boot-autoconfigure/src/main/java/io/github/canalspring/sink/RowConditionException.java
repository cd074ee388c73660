package io.github.canalspring.sink;

/**
 * A condition could not be told of a row. It is that row's own fault, or the condition's:
 * other rows may well meet it.
 */
public class RowConditionException extends SinkException {

	private static final long serialVersionUID = 1L;

	public RowConditionException(String problem, String remedy) {
		super(problem, remedy);
	}

}
