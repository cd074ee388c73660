package io.github.canalspring.autoconfigure;

/**
 * The application lacks something that its configuration asks for.
 */
class SetupException extends RuntimeException {

	private static final long serialVersionUID = 1L;

	private final String remedy;

	SetupException(String problem, String remedy) {
		super(problem);
		this.remedy = remedy;
	}

	String remedy() {
		return this.remedy;
	}

}
