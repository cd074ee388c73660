package io.github.canalspring.servers;

import java.util.List;
import java.util.Map;

/**
 * A command line with what has to be added to the environment.
 */
record Launch(List<String> command, Map<String, String> environment) {

	Launch {
		command = List.copyOf(command);
		environment = Map.copyOf(environment);
	}

}
