package io.github.canalspring.servers;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/**
 * Runs main classes of tests in a process of their own, with this one's class path.
 */
final class OtherJvm {

	private OtherJvm() {
	}

	static Process start(Class<?> main, String... arguments) {
		return start(main, (entry) -> true, List.of(), arguments);
	}

	static Process start(Class<?> main, Predicate<String> classPathEntry, List<String> options, String... arguments) {
		String classPath = Arrays.stream(System.getProperty("java.class.path").split(File.pathSeparator))
			.filter(classPathEntry)
			.collect(Collectors.joining(File.pathSeparator));
		List<String> command = new ArrayList<>(
				List.of(Path.of(System.getProperty("java.home"), "bin", "java").toString(), "-cp", classPath));
		command.addAll(options);
		command.add(main.getName());
		command.addAll(List.of(arguments));
		try {
			return new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT).start();
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

}
