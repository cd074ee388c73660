package io.github.canalspring.autoconfigure;

import java.util.List;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import java.util.stream.Stream;

import io.github.canalspring.autoconfigure.CanalProperties.Filter;
import io.github.canalspring.autoconfigure.CanalProperties.Server;
import io.github.canalspring.autoconfigure.CanalProperties.Sinks;
import io.github.canalspring.autoconfigure.CanalProperties.Subscription;
import org.jspecify.annotations.Nullable;

/**
 * What is read from one server and where it goes: {@code canal.server} with the keys
 * beside it, or an entry of {@code canal.servers}.
 *
 * @param name the entry's name; empty for {@code canal.server}
 * @param server the server
 * @param startFrom where to start when there is no position yet
 * @param filter which tables are read
 * @param sinks where changes are written to
 * @param subscription the table that says what is delivered
 */
record SourceProperties(String name, Server server, @Nullable String startFrom, Filter filter, Sinks sinks,
		Subscription subscription) {

	/** Of other characters, an environment variable could not tell the name. */
	private static final Pattern NAME = Pattern.compile("[a-z0-9]+");

	static SourceProperties single(CanalProperties properties) {
		return new SourceProperties("", properties.server(), properties.startFrom(), properties.filter(),
				properties.sinks(), properties.subscription());
	}

	static List<SourceProperties> named(CanalProperties properties) {
		return properties.servers().entrySet().stream().map((entry) -> {
			CanalProperties.NamedServer server = entry.getValue();
			return new SourceProperties(checked(entry.getKey()), server.server(), server.startFrom(), server.filter(),
					server.sinks(), server.subscription());
		}).toList();
	}

	private static String checked(String name) {
		if (!NAME.matcher(name).matches()) {
			throw new InvalidPropertyException("canal.servers", name, "not possible as the name of a server",
					"Write lower-case letters and digits only, as in canal.servers.stock.ip.");
		}
		return name;
	}

	/**
	 * The full name of a property of the first server that has it, for messages.
	 * @param properties where to look
	 * @param key the key as it stands beside {@code canal.server}
	 * @param set whether it is set
	 * @return the name
	 */
	static String property(CanalProperties properties, String key, Predicate<Sinks> set) {
		return Stream.concat(Stream.of(single(properties)), named(properties).stream())
			.filter((source) -> set.test(source.sinks()))
			.map((source) -> source.property(key))
			.findFirst()
			.orElse("canal." + key);
	}

	boolean isNamed() {
		return !this.name.isEmpty();
	}

	/** The full name of a key that stands beside {@code canal.server}. */
	String property(String key) {
		return isNamed() ? serverProperty(key) : "canal." + key;
	}

	/** The full name of a key of {@code canal.server}. */
	String serverProperty(String key) {
		return serverOrigin() + "." + key;
	}

	/** What the full names of all properties of the server begin with. */
	String serverOrigin() {
		return isNamed() ? "canal.servers." + this.name : "canal.server";
	}

	/** The name of a sink's pipeline. */
	String pipeline(String sink) {
		return isNamed() ? this.name + "-" + sink : sink;
	}

}
