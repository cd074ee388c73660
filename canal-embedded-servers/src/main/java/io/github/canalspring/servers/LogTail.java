package io.github.canalspring.servers;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;

/**
 * Reads the last lines of a log.
 */
final class LogTail {

	private static final int BYTES = 16_384;

	// A database that gives up writes some fifty lines after the one that tells why.
	private static final int LINES = 80;

	private LogTail() {
	}

	static String of(Path log) {
		if (!Files.exists(log)) {
			return "(nothing was logged)";
		}
		try (RandomAccessFile file = new RandomAccessFile(log.toFile(), "r")) {
			long start = Math.max(0, file.length() - BYTES);
			byte[] bytes = new byte[(int) (file.length() - start)];
			file.seek(start);
			file.readFully(bytes);
			return lastLines(new String(bytes, StandardCharsets.UTF_8));
		}
		catch (IOException ex) {
			return "(" + log + " could not be read: " + ex.getMessage() + ")";
		}
	}

	static String lastLines(String text) {
		String[] lines = text.stripTrailing().split("\n");
		return String.join("\n", Arrays.asList(lines).subList(Math.max(0, lines.length - LINES), lines.length));
	}

}
