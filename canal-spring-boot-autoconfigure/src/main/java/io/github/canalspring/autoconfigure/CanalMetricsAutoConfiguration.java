package io.github.canalspring.autoconfigure;

import io.github.canalspring.CanalOperations;
import io.github.canalspring.actuate.CanalMetrics;
import io.micrometer.core.instrument.MeterRegistry;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBooleanProperty;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.context.annotation.Bean;

/**
 * Auto-configuration for the pipelines' meters.
 */
@AutoConfiguration(after = CanalAutoConfiguration.class,
		afterName = "org.springframework.boot.micrometer.metrics.autoconfigure.CompositeMeterRegistryAutoConfiguration")
@ConditionalOnClass(MeterRegistry.class)
@ConditionalOnBooleanProperty(name = "canal.enabled", matchIfMissing = true)
@ConditionalOnBean({ CanalOperations.class, MeterRegistry.class })
public final class CanalMetricsAutoConfiguration {

	/** The pipelines need it first, so it asks for them only when it is called. */
	@Bean
	@ConditionalOnMissingBean
	CanalMetrics canalMetrics(MeterRegistry registry, ObjectProvider<CanalOperations> operations) {
		return new CanalMetrics(registry, () -> operations.getObject().status());
	}

}
