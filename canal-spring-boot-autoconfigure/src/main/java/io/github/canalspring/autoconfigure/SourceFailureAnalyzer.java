package io.github.canalspring.autoconfigure;

import io.github.canalspring.source.SourceException;

import org.springframework.boot.diagnostics.AbstractFailureAnalyzer;
import org.springframework.boot.diagnostics.FailureAnalysis;

/**
 * Explains a {@link SourceException}: what is set up wrongly at the database.
 */
class SourceFailureAnalyzer extends AbstractFailureAnalyzer<SourceException> {

	@Override
	protected FailureAnalysis analyze(Throwable rootFailure, SourceException cause) {
		return new FailureAnalysis(cause.getMessage(), cause.remedy(), cause);
	}

}
