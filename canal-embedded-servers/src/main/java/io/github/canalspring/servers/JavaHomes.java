package io.github.canalspring.servers;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Finds the Java installations of this machine, where they usually are.
 */
final class JavaHomes {

	private static final Pattern VERSION = Pattern.compile("(?m)^JAVA_VERSION=\"(?:1\\.)?(\\d+)");

	private static final Pattern TOOLCHAIN = Pattern.compile("<jdkHome>\\s*([^<]+?)\\s*</jdkHome>");

	private final ServersConfiguration configuration;

	JavaHomes(ServersConfiguration configuration) {
		this.configuration = configuration;
	}

	/** The first one with at least this feature version. */
	Optional<Path> atLeast(int version) {
		return candidates().stream().filter((home) -> version(home).orElse(0) >= version).findFirst();
	}

	/** For messages. */
	List<Path> candidates() {
		List<Path> homes = new ArrayList<>();
		this.configuration.property("java.home").map(Path::of).ifPresent(homes::add);
		this.configuration.environment("JAVA_HOME").map(Path::of).ifPresent(homes::add);
		Path home = this.configuration.home();
		homes.addAll(toolchains(home.resolve(".m2").resolve("toolchains.xml")));
		homes.addAll(children(home.resolve(".sdkman").resolve("candidates").resolve("java")));
		homes.addAll(children(home.resolve(".jdks")));
		homes.addAll(children(Path.of("/usr/lib/jvm")));
		for (Path macOs : List.of(home.resolve("Library/Java/JavaVirtualMachines"),
				Path.of("/Library/Java/JavaVirtualMachines"))) {
			children(macOs).forEach((each) -> homes.add(each.resolve("Contents").resolve("Home")));
		}
		return homes.stream().filter((each) -> Files.isExecutable(each.resolve("bin").resolve("java"))).toList();
	}

	/** The feature version that the installation's file "release" tells. */
	static OptionalInt version(Path home) {
		try {
			Matcher version = VERSION.matcher(Files.readString(home.resolve("release")));
			return version.find() ? OptionalInt.of(Integer.parseInt(version.group(1))) : OptionalInt.empty();
		}
		catch (IOException ex) {
			// Not a Java home as we know it; there are others.
			return OptionalInt.empty();
		}
	}

	private static List<Path> toolchains(Path file) {
		if (!Files.isRegularFile(file)) {
			return List.of();
		}
		try {
			return TOOLCHAIN.matcher(Files.readString(file)).results().map((home) -> Path.of(home.group(1))).toList();
		}
		catch (IOException ex) {
			return List.of();
		}
	}

	private static List<Path> children(Path directory) {
		if (!Files.isDirectory(directory)) {
			return List.of();
		}
		List<Path> children = new ArrayList<>();
		try (DirectoryStream<Path> content = Files.newDirectoryStream(directory)) {
			content.forEach(children::add);
		}
		catch (IOException ex) {
			return List.of();
		}
		children.sort(null);
		return children;
	}

}
