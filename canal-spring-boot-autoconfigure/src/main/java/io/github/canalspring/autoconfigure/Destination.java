package io.github.canalspring.autoconfigure;

import java.nio.file.Path;
import java.util.regex.Pattern;

import org.jspecify.annotations.Nullable;

/**
 * A stream's name: {@code canal.server.dest}, else the application's name. It becomes
 * part of file names, keys and ids, so not every character is possible.
 *
 * @param name the name
 */
record Destination(String name) {

	private static final Pattern NAME = Pattern.compile("[\\p{L}\\p{N}][\\p{L}\\p{N}._-]{0,99}");

	/**
	 * Find the name.
	 * @param dest the property's value
	 * @param applicationName the application's name
	 * @return the name
	 */
	static Destination of(@Nullable String dest, @Nullable String applicationName) {
		if (dest != null) {
			return checked("canal.server.dest", dest, "canal.server.dest");
		}
		return (applicationName == null || applicationName.isBlank()) ? new Destination("canal") : checked(
				"spring.application.name", applicationName.strip().replaceAll("\\s+", "-"), "canal.server.dest");
	}

	/**
	 * The name of the stream of one of several servers.
	 * @param server the server's properties
	 * @return what they say, else this name with the server's behind it
	 */
	Destination of(SourceProperties server) {
		String dest = server.server().dest();
		String property = server.serverProperty("dest");
		return checked(property, (dest != null) ? dest : this.name + "-" + server.name(), property);
	}

	/** The name of a partition of this stream. */
	Destination partition(String partition) {
		return new Destination(this.name + "-" + partition);
	}

	private static Destination checked(String property, String name, String remedy) {
		if (!NAME.matcher(name).matches()) {
			throw new InvalidPropertyException(property, name, "not a name that files and keys can carry",
					"Set " + remedy + " to at most 100 letters, digits, dots, dashes and underscores, such as shop.");
		}
		return new Destination(name);
	}

	/** Whether the user has a home folder. */
	static boolean hasHome() {
		String home = System.getProperty("user.home");
		// A container's user without an entry in passwd has "?".
		return home != null && home.length() >= 2;
	}

	/**
	 * The folder for what this stream must remember, unless another is configured. Not
	 * under the working directory, which changes with the way of starting.
	 * @return a folder in the user's home
	 */
	Path home() {
		if (!hasHome()) {
			throw new InvalidPropertyException("canal.checkpoint.directory", null,
					"not set, and the user has no home folder for the positions of handlers",
					"Write a folder that is kept over restarts, such as /var/lib/shop/canal.");
		}
		return Path.of(System.getProperty("user.home"), ".canal-spring", this.name);
	}

}
