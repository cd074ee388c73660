package io.github.canalspring.sink.elasticsearch;

import org.jspecify.annotations.Nullable;

/**
 * Elasticsearch did not do what was asked. The message names the index and the reason,
 * without values of rows; the pipeline tries again.
 */
class ElasticsearchFailure extends RuntimeException {

	private static final long serialVersionUID = 1L;

	ElasticsearchFailure(String message, @Nullable Throwable cause) {
		super(message, cause);
	}

	ElasticsearchFailure(String message) {
		this(message, null);
	}

}
