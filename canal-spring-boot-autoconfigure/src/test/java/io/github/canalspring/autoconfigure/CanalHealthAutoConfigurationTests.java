package io.github.canalspring.autoconfigure;

import io.github.canalspring.actuate.CanalHealthIndicator;
import org.junit.jupiter.api.Test;

import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.health.contributor.HealthIndicator;
import org.springframework.boot.health.contributor.Status;
import org.springframework.boot.test.context.FilteredClassLoader;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;

import static org.assertj.core.api.Assertions.assertThat;
import static org.mockito.Mockito.mock;

/**
 * Tests for {@link CanalHealthAutoConfiguration}.
 */
class CanalHealthAutoConfigurationTests {

	private final ApplicationContextRunner contextRunner = new ApplicationContextRunner()
		.withConfiguration(AutoConfigurations.of(CanalAutoConfiguration.class, CanalHealthAutoConfiguration.class));

	@Test
	void thereIsAnIndicator() {
		this.contextRunner.run((context) -> {
			assertThat(context).hasSingleBean(CanalHealthIndicator.class);
			assertThat(context.getBean("canalHealthIndicator", HealthIndicator.class).health())
				.satisfies((health) -> assertThat(health.getStatus()).isEqualTo(Status.UP));
		});
	}

	@Test
	void canBeDisabled() {
		this.contextRunner.withPropertyValues("management.health.canal.enabled=false")
			.run((context) -> assertThat(context).hasNotFailed().doesNotHaveBean(HealthIndicator.class));
	}

	@Test
	void switchedOffThereIsNone() {
		this.contextRunner.withPropertyValues("canal.enabled=false")
			.run((context) -> assertThat(context).hasNotFailed().doesNotHaveBean(HealthIndicator.class));
	}

	@Test
	void anIndicatorOfTheApplicationGoesFirst() {
		this.contextRunner.withBean("canalHealthContributor", HealthIndicator.class, () -> mock(HealthIndicator.class))
			.run((context) -> assertThat(context).hasNotFailed().doesNotHaveBean(CanalHealthIndicator.class));
	}

	@Test
	void doesWithoutHealth() {
		this.contextRunner.withClassLoader(new FilteredClassLoader("org.springframework.boot.health"))
			.run((context) -> assertThat(context).hasNotFailed().doesNotHaveBean("canalHealthIndicator"));
	}

}
