package io.github.canalspring.autoconfigure;

import io.github.canalspring.sink.SinkException;

import org.springframework.boot.diagnostics.AbstractFailureAnalyzer;
import org.springframework.boot.diagnostics.FailureAnalysis;

/**
 * Explains a {@link SinkException}: what has to change before a sink can do its work.
 */
class SinkFailureAnalyzer extends AbstractFailureAnalyzer<SinkException> {

	@Override
	protected FailureAnalysis analyze(Throwable rootFailure, SinkException cause) {
		return new FailureAnalysis(cause.getMessage(), cause.remedy(), cause);
	}

}
