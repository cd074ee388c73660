package io.github.canalspring.servers;

import java.util.List;
import java.util.Map;

/**
 * How to run a server in a container.
 *
 * @param title for messages, as in "Redis 7.0.15"
 * @param image the image's name and tag
 * @param port the port inside the container
 * @param environment the container's environment
 * @param command the container's command
 * @param files files to put into the container: content by path
 * @param probe finds out when the server is up
 */
record ContainerImage(String title, String image, int port, Map<String, String> environment, List<String> command,
		Map<String, String> files, Probe probe) {
}
