package io.github.canalspring.autoconfigure;

import io.github.canalspring.CanalOperations;
import io.github.canalspring.actuate.CanalHealthIndicator;

import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBooleanProperty;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.health.autoconfigure.contributor.ConditionalOnEnabledHealthIndicator;
import org.springframework.boot.health.contributor.HealthIndicator;
import org.springframework.context.annotation.Bean;

/**
 * Auto-configuration for the health indicator {@code canal}.
 */
@AutoConfiguration(after = CanalAutoConfiguration.class)
@ConditionalOnClass({ HealthIndicator.class, ConditionalOnEnabledHealthIndicator.class })
@ConditionalOnBooleanProperty(name = "canal.enabled", matchIfMissing = true)
@ConditionalOnBean(CanalOperations.class)
public final class CanalHealthAutoConfiguration {

	@Bean
	@ConditionalOnEnabledHealthIndicator("canal")
	@ConditionalOnMissingBean(name = { "canalHealthIndicator", "canalHealthContributor" })
	CanalHealthIndicator canalHealthIndicator(CanalOperations operations) {
		return new CanalHealthIndicator(operations);
	}

}
