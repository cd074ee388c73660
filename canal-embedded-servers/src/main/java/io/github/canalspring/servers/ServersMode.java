package io.github.canalspring.servers;

import java.util.Arrays;
import java.util.Locale;

/**
 * Where servers run.
 */
enum ServersMode {

	EMBEDDED, DOCKER;

	static ServersMode of(ServersConfiguration configuration) {
		String value = configuration.get(ServersConfiguration.MODE).orElse("embedded");
		return Arrays.stream(values())
			.filter((mode) -> mode.name().equals(value.strip().toUpperCase(Locale.ROOT)))
			.findFirst()
			.orElseThrow(() -> new IllegalArgumentException("The system property " + ServersConfiguration.MODE
					+ " (or the environment variable " + ServersConfiguration.environmentName(ServersConfiguration.MODE)
					+ ") is \"" + value + "\": it takes embedded or docker"));
	}

}
