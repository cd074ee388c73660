package io.github.canalspring.checkpoint;

import java.io.IOException;
import java.net.URLEncoder;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;

/**
 * The folder of the files that have to survive a crash.
 *
 * @param path where it is; made when it is first needed
 */
record StoreDirectory(Path path) {

	private static final boolean WINDOWS = System.getProperty("os.name", "").startsWith("Windows");

	void create() throws IOException {
		Files.createDirectories(this.path);
	}

	/** Put a synced file in the place of another: after a crash there is one of them. */
	void replace(Path file, Path replacement) throws IOException {
		Files.move(replacement, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
		sync();
	}

	void sync() throws IOException {
		if (WINDOWS) {
			return; // A directory cannot be opened there; NTFS logs the rename itself.
		}
		try (FileChannel channel = FileChannel.open(this.path, StandardOpenOption.READ)) {
			channel.force(true);
		}
	}

	/**
	 * Names become file names one to one: what is not a letter, digit, dash or underscore
	 * is percent-encoded, and capitals are marked for file systems that ignore case.
	 */
	Path file(String name, String suffix) {
		StringBuilder encoded = new StringBuilder();
		for (char character : URLEncoder.encode(name, StandardCharsets.UTF_8).toCharArray()) {
			if (character == '.' || character == '*') {
				encoded.append(String.format("%%%02x", (int) character));
			}
			else if (character >= 'A' && character <= 'Z') {
				encoded.append('^').append(Character.toLowerCase(character));
			}
			else {
				encoded.append(character);
			}
		}
		return this.path.resolve(encoded + suffix);
	}

}
