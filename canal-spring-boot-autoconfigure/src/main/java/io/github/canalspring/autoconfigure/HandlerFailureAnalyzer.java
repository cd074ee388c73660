package io.github.canalspring.autoconfigure;

import io.github.canalspring.sink.handler.HandlerSignatureException;

import org.springframework.boot.diagnostics.AbstractFailureAnalyzer;
import org.springframework.boot.diagnostics.FailureAnalysis;

/**
 * Explains a {@link HandlerSignatureException}: which method, and what it may look like.
 */
class HandlerFailureAnalyzer extends AbstractFailureAnalyzer<HandlerSignatureException> {

	@Override
	protected FailureAnalysis analyze(Throwable rootFailure, HandlerSignatureException cause) {
		return new FailureAnalysis(cause.getMessage(), cause.remedy(), cause);
	}

}
