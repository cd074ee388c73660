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
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

import org.jspecify.annotations.Nullable;

/**
 * A file with a line for every call of a handler. The child appends, the test reads.
 */
final class Journal {

	private final Path file;

	private final List<Entry> entries = new ArrayList<>();

	private @Nullable FileChannel channel;

	private long read;

	Journal(Path file) {
		this.file = file;
	}

	/** What a change is called, the same by the workload and by the handlers. */
	static String line(String table, @Nullable Long idBefore, @Nullable Long revisionBefore, @Nullable Long idAfter,
			@Nullable Long revisionAfter) {
		return table + " " + idBefore + "@" + revisionBefore + " > " + idAfter + "@" + revisionAfter;
	}

	/** The ids of the rows that a change is about: one, or two if it gives it another. */
	static Set<String> rows(String line) {
		Set<String> ids = new LinkedHashSet<>();
		for (String row : line.substring(line.indexOf(' ') + 1).split(" > ")) {
			ids.add(row.substring(0, row.indexOf('@')));
		}
		ids.remove("null");
		return ids;
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

	/** All calls so far; what was read once is not read again. */
	synchronized List<Entry> read() {
		if (Files.exists(this.file)) {
			try (FileChannel reader = FileChannel.open(this.file)) {
				ByteBuffer more = ByteBuffer.allocate((int) (reader.size() - this.read));
				reader.read(more, this.read);
				String text = new String(more.array(), 0, more.position(), StandardCharsets.UTF_8);
				String whole = text.substring(0, text.lastIndexOf('\n') + 1);
				whole.lines().map((line) -> line.split("\t")).map(Entry::of).forEach(this.entries::add);
				this.read += whole.getBytes(StandardCharsets.UTF_8).length;
			}
			catch (IOException ex) {
				throw new UncheckedIOException(ex);
			}
		}
		return List.copyOf(this.entries);
	}

	/**
	 * A call of a handler.
	 *
	 * @param eventId the event's id
	 * @param line the change
	 */
	record Entry(String eventId, String line) {

		private static Entry of(String[] parts) {
			return new Entry(parts[0], parts[1]);
		}

	}

}
