package io.github.canalspring.sink.elasticsearch;

/**
 * The values of a row make a name or an id that Elasticsearch does not take.
 */
final class ImpossibleDocumentException extends RuntimeException {

	private static final long serialVersionUID = 1L;

	ImpossibleDocumentException(String message) {
		super(message);
	}

}
