package io.github.canalspring.checkpoint;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIOException;

/**
 * Tests for {@link RecordFile}.
 */
class RecordFileTests {

	private static final String NAME = "shop-handlers-parked";

	@TempDir
	private Path parent;

	private final List<String> found = new ArrayList<>();

	@Test
	void givesBackWhatWasAppended() throws IOException {
		assertThat(RecordFile.exists(directory(), NAME)).isFalse();
		try (RecordFile file = open()) {
			assertThat(this.found).isEmpty();
			long first = append(file, "one");
			append(file, "");
			long third = append(file, "three");
			assertThat(file.read(first, 3)).asString().isEqualTo("one");
			assertThat(file.read(third + 1, 4)).asString().isEqualTo("hree");
		}
		assertThat(RecordFile.exists(directory(), NAME)).isTrue();
		try (RecordFile file = open()) {
			assertThat(this.found).containsExactly("one", "", "three");
			append(file, "four");
		}
		assertThat(records()).containsExactly("one", "", "three", "four");
	}

	@Test
	void cutsOffWhatACrashLeftOfTheLastRecord() throws IOException {
		try (RecordFile file = open()) {
			append(file, "one");
			append(file, "two");
		}
		byte[] whole = Files.readAllBytes(path());
		int start = whole.length - "two".length() - 12;
		for (int length = 0; length < whole.length; length++) {
			Files.write(path(), Arrays.copyOf(whole, length));
			List<String> expected = (length >= start) ? List.of("one") : List.of();
			assertThat(records()).as("%s of %s bytes", length, whole.length).isEqualTo(expected);
			try (RecordFile file = open()) {
				append(file, "other");
			}
			assertThat(records()).endsWith("other").hasSize(expected.size() + 1);
		}
	}

	@Test
	void cutsOffZerosThatACrashLeft() throws IOException {
		try (RecordFile file = open()) {
			append(file, "one");
		}
		Files.write(path(), new byte[5000], StandardOpenOption.APPEND);
		assertThat(records()).containsExactly("one");
		assertThat(Files.size(path())).isLessThan(100);
	}

	@Test
	void reportsDamageBeforeTheLastRecord() throws IOException {
		try (RecordFile file = open()) {
			append(file, "one");
			append(file, "two");
			append(file, "three");
		}
		byte[] whole = Files.readAllBytes(path());
		for (int at = 0; at < whole.length - "three".length() - 12; at++) {
			byte[] damaged = whole.clone();
			damaged[at] ^= 0x55;
			Files.write(path(), damaged);
			assertThatExceptionOfType(CorruptCheckpointException.class).as("byte %s", at)
				.isThrownBy(this::records)
				.withMessageContaining(path().toAbsolutePath().toString());
			assertThat(path()).hasBinaryContent(damaged);
		}
	}

	@Test
	void putsOtherRecordsInThePlaceOfAll() throws IOException {
		try (RecordFile file = open()) {
			long one = append(file, "one");
			append(file, "two");
			List<Long> offsets = file.replace(2,
					(index) -> (index == 0) ? file.read(one, 3) : "three".getBytes(StandardCharsets.UTF_8));
			assertThat(file.read(offsets.get(0), 3)).asString().isEqualTo("one");
			assertThat(file.read(offsets.get(1), 5)).asString().isEqualTo("three");
			append(file, "four");
		}
		assertThat(records()).containsExactly("one", "three", "four");
		try (RecordFile file = open()) {
			file.replace(0, (index) -> new byte[0]);
		}
		assertThat(records()).isEmpty();
	}

	@Test
	void isForOneProcess() throws IOException {
		RecordFile first = open();
		assertThatIOException().isThrownBy(this::open).withMessageContaining("in use by another application");
		first.close();
		open().close();
	}

	@Test
	void anInterruptDoesNotCloseIt() throws IOException {
		try (RecordFile file = open()) {
			Thread.currentThread().interrupt();
			append(file, "one");
			assertThat(Thread.interrupted()).isTrue();
			append(file, "two");
		}
		assertThat(records()).containsExactly("one", "two");
	}

	private List<String> records() throws IOException {
		open().close();
		return List.copyOf(this.found);
	}

	private RecordFile open() throws IOException {
		this.found.clear();
		return RecordFile.open(directory(), NAME,
				(offset, payload) -> this.found.add(new String(payload, StandardCharsets.UTF_8)));
	}

	private static long append(RecordFile file, String text) throws IOException {
		return file.append(text.getBytes(StandardCharsets.UTF_8));
	}

	private Path directory() {
		return this.parent.resolve("data/canal");
	}

	private Path path() {
		return directory().resolve(NAME + ".records");
	}

}
