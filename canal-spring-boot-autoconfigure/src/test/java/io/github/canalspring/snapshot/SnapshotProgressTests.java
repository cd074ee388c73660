package io.github.canalspring.snapshot;

import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.Map;

import io.github.canalspring.source.KeyRange;
import io.github.canalspring.source.TableId;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link SnapshotProgress}.
 */
class SnapshotProgressTests {

	@Test
	void theTextTellsEverything() {
		SnapshotProgress progress = SnapshotProgress.NONE
			.last(SnapshotJob.of(List.of(new TableId("shop", "product")), KeyRange.ALL))
			.filled(List.of(new TableId("shop", "stock")))
			.noted("shop.product", "1")
			.noted("shop.order_*", "ü 2")
			.noted("shop.product", "3");
		SnapshotProgress read = SnapshotProgress.parse(progress.text());
		assertThat(read).isEqualTo(progress);
		assertThat(read.notes()).containsOnly(Map.entry("shop.product", "3"), Map.entry("shop.order_*", "ü 2"));
		assertThat(read.isFilled(new TableId("shop", "stock"))).isTrue();
	}

	@Test
	void aNoteOutlivesTheWork() {
		SnapshotProgress progress = SnapshotProgress.NONE.noted("shop.product", "1")
			.first(SnapshotJob.of(List.of(new TableId("shop", "product")), KeyRange.ALL));
		assertThat(progress.with(null).filled(null).notes()).containsEntry("shop.product", "1");
		assertThat(progress.with(null).isDone()).isTrue();
		assertThat(progress.with(null).isNothing()).isFalse();
		assertThat(SnapshotProgress.NONE.isNothing()).isTrue();
	}

	@Test
	void aTextOfAnEarlierVersionHasNoNotes() {
		String text = Base64.getUrlEncoder()
			.encodeToString("{\"jobs\":[],\"filled\":{\"shop\":[\"product\"]}}".getBytes(StandardCharsets.UTF_8));
		assertThat(SnapshotProgress.parse(text).notes()).isEmpty();
		assertThat(SnapshotProgress.parse(text).isFilled(new TableId("shop", "product"))).isTrue();
	}

}
