package io.github.canalspring.autoconfigure;

import java.util.List;

import io.github.canalspring.actuate.CanalMetrics;
import io.github.canalspring.sink.Sink;
import io.github.canalspring.source.ChangeSource;
import io.github.canalspring.source.SourceUnreachableException;
import io.micrometer.core.instrument.MeterRegistry;
import org.junit.jupiter.api.Test;

import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.micrometer.metrics.autoconfigure.CompositeMeterRegistryAutoConfiguration;
import org.springframework.boot.micrometer.metrics.autoconfigure.MetricsAutoConfiguration;
import org.springframework.boot.micrometer.metrics.autoconfigure.export.simple.SimpleMetricsExportAutoConfiguration;
import org.springframework.boot.test.context.FilteredClassLoader;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.mockito.ArgumentMatchers.any;
import static org.mockito.BDDMockito.given;
import static org.mockito.BDDMockito.willThrow;
import static org.mockito.Mockito.mock;

/**
 * Tests for {@link CanalMetricsAutoConfiguration}.
 */
class CanalMetricsAutoConfigurationTests {

	private final ApplicationContextRunner contextRunner = new ApplicationContextRunner()
		.withConfiguration(AutoConfigurations.of(CanalAutoConfiguration.class, CanalMetricsAutoConfiguration.class));

	private final ApplicationContextRunner withRegistry = this.contextRunner
		.withConfiguration(AutoConfigurations.of(MetricsAutoConfiguration.class,
				SimpleMetricsExportAutoConfiguration.class, CompositeMeterRegistryAutoConfiguration.class));

	@Test
	void aPipelineHasItsMetersFromTheStart() {
		this.withRegistry.withBean(Sink.class, CanalMetricsAutoConfigurationTests::sink)
			.withBean(ChangeSource.class, CanalMetricsAutoConfigurationTests::source)
			.run((context) -> {
				MeterRegistry registry = context.getBean(MeterRegistry.class);
				assertThat(registry.get("canal.lag").tag("pipeline", "first").timeGauge()).isNotNull();
				assertThat(registry.get("canal.applied").tag("pipeline", "first").timer().count()).isZero();
				assertThat(registry.get("canal.events").tag("pipeline", "first").functionCounter().count()).isZero();
				await().untilAsserted(
						() -> assertThat(registry.get("canal.retries").tag("pipeline", "first").counter().count())
							.isPositive());
			});
	}

	@Test
	void doesWithoutRegistry() {
		this.contextRunner.run((context) -> assertThat(context).hasNotFailed().doesNotHaveBean(CanalMetrics.class));
	}

	@Test
	void doesWithoutMicrometer() {
		this.contextRunner.withClassLoader(new FilteredClassLoader("io.micrometer"))
			.run((context) -> assertThat(context).hasNotFailed().doesNotHaveBean("canalMetrics"));
	}

	@Test
	void switchedOffThereAreNone() {
		this.withRegistry.withPropertyValues("canal.enabled=false")
			.run((context) -> assertThat(context).hasNotFailed().doesNotHaveBean(CanalMetrics.class));
	}

	private static Sink sink() {
		Sink sink = mock();
		given(sink.name()).willReturn("first");
		given(sink.tables()).willReturn(List.of());
		return sink;
	}

	private static ChangeSource source() {
		ChangeSource source = mock();
		willThrow(new SourceUnreachableException("Nothing answers", "Start it.", null)).given(source).check(any());
		return source;
	}

}
