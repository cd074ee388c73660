package io.github.canalspring.autoconfigure;

import io.github.canalspring.serve.PortUnavailableException;

import org.springframework.boot.diagnostics.AbstractFailureAnalyzer;
import org.springframework.boot.diagnostics.FailureAnalysis;

/**
 * Explains a {@link PortUnavailableException}.
 */
class PortFailureAnalyzer extends AbstractFailureAnalyzer<PortUnavailableException> {

	@Override
	protected FailureAnalysis analyze(Throwable rootFailure, PortUnavailableException cause) {
		return new FailureAnalysis(cause.getMessage(),
				"Stop what listens there, or set canal.serve.port and canal.serve.host to what is free on this machine.",
				cause);
	}

}
