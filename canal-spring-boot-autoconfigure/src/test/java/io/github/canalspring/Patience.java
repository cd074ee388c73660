package io.github.canalspring;

import java.time.Duration;

import org.awaitility.Awaitility;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/**
 * How long tests wait where they do not say it: as long as a slow machine may take with
 * other things to do, and half of what the quickest of them are given as a whole.
 */
public final class Patience implements BeforeAllCallback {

	private static final Duration PATIENCE = Duration.ofSeconds(30);

	@Override
	public void beforeAll(ExtensionContext context) {
		Awaitility.setDefaultTimeout(PATIENCE);
	}

}
