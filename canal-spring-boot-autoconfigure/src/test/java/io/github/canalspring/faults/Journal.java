package io.github.canalspring.faults;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;

import org.jspecify.annotations.Nullable;

/**
 * A file with a line for every call of a handler. The child appends, the test reads.
 */
final class Journal {

	private final Path file;

	private @Nullable FileChannel channel;

	Journal(Path file) {
		this.file = file;
	}

	/** What a change is called, the same by the workload and by the handlers. */
	static String line(String table, @Nullable Long idBefore, @Nullable Long revisionBefore, @Nullable Long idAfter,
			@Nullable Long revisionAfter) {
		return table + " " + idBefore + "@" + revisionBefore + " > " + idAfter + "@" + revisionAfter;
	}

	/** Append; a killed process does not take it back. */
	synchronized void write(String eventId, String line) {
		try {
			if (this.channel == null) {
				this.channel = FileChannel.open(this.file, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
			}
			this.channel.write(ByteBuffer.wrap((eventId + "\t" + line + "\n").getBytes(StandardCharsets.UTF_8)));
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	List<Entry> read() {
		if (!Files.exists(this.file)) {
			return List.of();
		}
		try {
			List<Entry> entries = new ArrayList<>();
			String text = Files.readString(this.file);
			text.substring(0, text.lastIndexOf('\n') + 1).lines().forEach((line) -> {
				String[] parts = line.split("\t");
				entries.add(new Entry(parts[0], parts[1]));
			});
			return entries;
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	/**
	 * A call of a handler.
	 *
	 * @param eventId the event's id
	 * @param line the change
	 */
	record Entry(String eventId, String line) {

	}

}
