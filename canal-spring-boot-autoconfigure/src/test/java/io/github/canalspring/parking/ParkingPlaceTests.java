package io.github.canalspring.parking;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Stream;

import io.github.canalspring.ParkedKey;
import io.github.canalspring.PipelineStatus.Parked;
import io.github.canalspring.parking.ParkingPlace.Request;
import io.github.canalspring.source.Change;
import io.github.canalspring.source.Operation;
import io.github.canalspring.source.TableSchema;
import io.github.canalspring.source.TestChangeSource;
import io.github.canalspring.source.Transaction;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Tests for {@link ParkingPlace}.
 */
class ParkingPlaceTests {

	private static final TableSchema PRODUCT = TestChangeSource.table("shop", "product", "id", "name");

	private static final Instant NOW = Instant.parse("2026-01-31T12:00:00Z");

	@TempDir
	private Path directory;

	private ParkingPlace place;

	@BeforeEach
	void create() {
		this.place = place(1_000_000);
	}

	@AfterEach
	void close() throws IOException {
		this.place.close();
	}

	@Test
	void keepsTheOrderOfARowAndTellsAboutIt() throws IOException {
		assertThat(this.directory).isEmptyDirectory();
		park(1, "broken", "a");
		park(2, "", "a");
		park(3, "also broken", "b");
		for (int twice = 0; twice < 2; twice++) {
			assertThat(this.place.list("redis")).containsExactly(
					new ParkedKey("redis", "a", 2, "test:1#0", "test:1", NOW, "broken"),
					new ParkedKey("redis", "b", 1, "test:3#0", "test:3", NOW, "also broken"));
			Parked status = Objects.requireNonNull(this.place.status());
			assertThat(status.keys()).isEqualTo(2);
			assertThat(status.changes()).isEqualTo(3);
			assertThat(status.bytes()).isPositive();
			assertThat(status.since()).isEqualTo(NOW);
			reopen();
		}
		assertThat(drain("a")).containsExactly(1L, 2L);
		reopen();
		assertThat(drain("b")).containsExactly(3L);
		assertThat(this.place.isEmpty()).isTrue();
		assertThat(this.place.status()).isNull();
	}

	@Test
	void ordersByTheStreamWhateverWasParkedFirst() throws IOException {
		park(2, "", "a");
		park(1, "", "a");
		reopen();
		park(3, "", "a");
		assertThat(drain("a")).containsExactly(1L, 2L, 3L);
	}

	@Test
	void parksNothingTwice() throws IOException {
		park(1, "", "a");
		park(1, "", "a");
		this.place.park(List.of(request(2, "a"), request(2, "a")));
		reopen();
		park(2, "", "a");
		assertThat(drain("a")).containsExactly(1L, 2L);
	}

	@Test
	void aChangeOfTheKeyLinksBothRows() throws IOException {
		park(1, "broken", "a");
		park(2, "broken", "c");
		park(3, "", "a", "b");
		park(4, "", "b");
		park(5, "", "b", "c");
		for (int twice = 0; twice < 2; twice++) {
			assertThat(this.place.list("redis")).singleElement().satisfies((row) -> {
				assertThat(row.changes()).isEqualTo(5);
				assertThat(row.reason()).isEqualTo("broken");
			});
			assertThat(this.place.holds(Set.of("b"))).isTrue();
			reopen();
		}
		assertThat(drain("c")).containsExactly(1L, 2L, 3L, 4L, 5L);
		assertThat(this.place.holds(Set.of("a", "b", "c"))).isFalse();
	}

	@Test
	void isBounded() throws IOException {
		park(1, "broken", "a");
		long one = Objects.requireNonNull(this.place.status()).bytes();
		this.place.close();
		this.place = place(2 * one);
		this.place.open();
		park(2, "", "a");
		assertThatExceptionOfType(ParkingFullException.class).isThrownBy(() -> park(3, "", "b"))
			.withMessageContaining("2 changes of 1 rows take " + 2 * one + " of " + 2 * one + " bytes")
			.withMessageContaining("canal.parking.max-size");
		assertThat(this.place.holds(Set.of("b"))).isFalse();
		// What is there already needs no room.
		park(2, "", "a");
		this.place.applied("a");
		park(3, "", "b");
		assertThat(drain("b")).containsExactly(3L);
	}

	@Test
	void whatIsAppliedComesBackUntilThatIsKept() throws IOException {
		park(1, "broken", "a");
		park(2, "", "a");
		this.place.applied("a");
		this.place.applied("a");
		assertThat(this.place.isEmpty()).isTrue();
		reopen();
		assertThat(Objects.requireNonNull(this.place.first("a")).version()).isEqualTo(1);
		this.place.applied("a");
		this.place.keepApplied();
		reopen();
		assertThat(drain("a")).containsExactly(2L);
		reopen();
		assertThat(this.place.isEmpty()).isTrue();
	}

	@Test
	void forgetsRowsAndTables() throws IOException {
		park(1, "", "a");
		park(2, "", "b");
		assertThat(this.place.remove(List.of("a", "z"))).containsOnly(Map.entry("a", NOW));
		reopen();
		assertThat(this.place.holds(Set.of("a"))).isFalse();
		this.place.removeTables("shop.other"::equals);
		assertThat(this.place.isEmpty()).isFalse();
		this.place.removeTables("shop.product"::equals);
		reopen();
		assertThat(this.place.isEmpty()).isTrue();
	}

	@Test
	void aRowThatIsParkedAgainKeepsItsAge() throws IOException {
		this.place.park(List.of(new Request(change(1), Set.of("a"), "broken", NOW.minusSeconds(9))));
		assertThat(Objects.requireNonNull(this.place.status()).since()).isEqualTo(NOW.minusSeconds(9));
	}

	@Test
	void theFileDoesNotGrowForEver() throws IOException {
		Change large = change(1, "x".repeat(100_000));
		park(7, "stays", "b");
		park(8, "", "b");
		for (int round = 0; round < 30; round++) {
			this.place.park(List.of(new Request(large, Set.of("a"), "", null)));
			this.place.applied("a");
			this.place.keepApplied();
		}
		try (Stream<Path> files = Files.list(this.directory)) {
			assertThat(files.mapToLong((file) -> file.toFile().length()).sum()).isLessThan(2_000_000);
		}
		reopen();
		assertThat(drain("b")).containsExactly(7L, 8L);
	}

	@Test
	void showsWhyARowWasRefusedLast() throws IOException {
		park(1, "first", "a");
		this.place.refused("a", "second " + "x".repeat(5000));
		assertThat(this.place.list("redis").get(0).reason()).startsWith("second").hasSizeLessThan(1100);
	}

	private List<Long> drain(String key) throws IOException {
		List<Long> versions = new ArrayList<>();
		Change change = this.place.first(key);
		while (change != null) {
			versions.add(change.version());
			this.place.applied(key);
			change = this.place.first(key);
		}
		this.place.keepApplied();
		return versions;
	}

	private void park(long version, String reason, String... keys) throws IOException {
		this.place.park(List.of(new Request(change(version), new LinkedHashSet<>(Arrays.asList(keys)), reason, null)));
	}

	private static Request request(long version, String key) {
		return new Request(change(version), Set.of(key), "", null);
	}

	private static Change change(long version, @Nullable Object... name) {
		Transaction transaction = new Transaction(TestChangeSource.at(version), null, NOW, false);
		return new Change(PRODUCT, Operation.INSERT, null,
				TestChangeSource.row(PRODUCT, version, (name.length > 0) ? name[0] : null), transaction, 0, version);
	}

	private void reopen() throws IOException {
		this.place.close();
		this.place = place(1_000_000);
		this.place.open();
	}

	private ParkingPlace place(long limit) {
		return new ParkingPlace(this.directory, "shop-redis", limit,
				Clock.fixed(NOW.plus(Duration.ofNanos(7)), ZoneOffset.UTC));
	}

}
