package io.github.canalspring.autoconfigure;

import java.util.List;

import io.github.canalspring.Resync;
import io.github.canalspring.pipeline.StandingResync;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Tests for {@link ResyncProperties}.
 */
class ResyncPropertiesTests {

	@Test
	void readsWhatIsToBeDone() {
		assertThat(ResyncProperties.read(List.of(new ResyncProperties("shop.product", " 1 ", "redis", false),
				new ResyncProperties("shop.product", "2", "elasticsearch", true),
				new ResyncProperties("shop.order_*", "2026-11-20", null, false))))
			.containsExactly(new StandingResync(Resync.table("shop.product").in("redis"), "1"),
					new StandingResync(Resync.table("shop.product").in("elasticsearch").rebuild(), "2"),
					new StandingResync(Resync.table("shop.order_*"), "2026-11-20"));
	}

	@Test
	void refusesWhatIsNone() {
		assertRefused("canal.resync[0].table", new ResyncProperties(null, "1", null, false));
		assertRefused("canal.resync[0].table", new ResyncProperties("product", "1", null, false));
		assertRefused("canal.resync[0].id", new ResyncProperties("shop.product", " ", null, false));
		assertRefused("canal.resync[1].table", new ResyncProperties("shop.product", "1", null, false),
				new ResyncProperties("shop.Product", "2", "redis", false));
	}

	private static void assertRefused(String property, ResyncProperties... entries) {
		assertThatExceptionOfType(InvalidPropertyException.class)
			.isThrownBy(() -> ResyncProperties.read(List.of(entries)))
			.satisfies((ex) -> assertThat(ex.getName()).isEqualTo(property));
	}

	@Test
	void refusesWhatNoPipelineWouldDo() {
		assertThatExceptionOfType(InvalidPropertyException.class)
			.isThrownBy(() -> ResyncProperties
				.requirePossible(List.of(new StandingResync(Resync.table("shop.product").in("redsi"), "1")), List.of()))
			.satisfies((ex) -> assertThat(ex.getName()).isEqualTo("canal.resync[0].pipeline"));
	}

}
