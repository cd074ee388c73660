package io.github.canalspring.autoconfigure;

import java.util.stream.StreamSupport;

import org.jspecify.annotations.Nullable;

import org.springframework.boot.context.properties.source.ConfigurationPropertyName;
import org.springframework.boot.context.properties.source.ConfigurationPropertySources;
import org.springframework.boot.diagnostics.AbstractFailureAnalyzer;
import org.springframework.boot.diagnostics.FailureAnalysis;
import org.springframework.boot.origin.Origin;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;
import org.springframework.core.env.Environment;

/**
 * Explains an {@link InvalidPropertyException}: the property, where its value comes from,
 * and what to write instead. Comes before Spring Boot's analyzer of the type above.
 */
@Order(Ordered.HIGHEST_PRECEDENCE)
class InvalidPropertyFailureAnalyzer extends AbstractFailureAnalyzer<InvalidPropertyException> {

	private final Environment environment;

	InvalidPropertyFailureAnalyzer(Environment environment) {
		this.environment = environment;
	}

	@Override
	protected FailureAnalysis analyze(Throwable rootFailure, InvalidPropertyException cause) {
		String subject = "The property '" + cause.getName() + "' ";
		String value = (cause.getValue() != null) ? "has the value '" + cause.getValue() + "', which is " : "is ";
		Origin origin = origin(cause.getName());
		String place = (origin != null) ? " (from " + origin + ")" : "";
		return new FailureAnalysis(subject + value + cause.problem() + place + ".", cause.remedy(), cause);
	}

	private @Nullable Origin origin(String name) {
		ConfigurationPropertyName property = ConfigurationPropertyName.of(name);
		return StreamSupport.stream(ConfigurationPropertySources.get(this.environment).spliterator(), false)
			.map((source) -> Origin.from(source.getConfigurationProperty(property)))
			.filter((origin) -> origin != null)
			.findFirst()
			.orElse(null);
	}

}
