package io.github.canalspring.pipeline;

import io.github.canalspring.sink.SinkException;
import io.github.canalspring.source.SourceException;
import org.jspecify.annotations.Nullable;

/**
 * Failures in words for a status and a log line.
 */
final class Failures {

	private Failures() {
	}

	static String describe(Throwable failure) {
		if (failure instanceof SourceException source) {
			return sentences(source.getMessage(), source.remedy());
		}
		if (failure instanceof SinkException sink) {
			return sentences(sink.getMessage(), sink.remedy());
		}
		String message = failure.getMessage();
		return (message != null) ? failure.getClass().getSimpleName() + ": " + message : failure.getClass().getName();
	}

	private static String sentences(@Nullable String problem, String remedy) {
		return (problem != null && problem.endsWith(".")) ? problem + " " + remedy : problem + ". " + remedy;
	}

}
