package io.github.canalspring.autoconfigure;

import java.util.Map;
import java.util.stream.StreamSupport;

import org.springframework.boot.autoconfigure.condition.ConditionMessage;
import org.springframework.boot.autoconfigure.condition.ConditionOutcome;
import org.springframework.boot.autoconfigure.condition.SpringBootCondition;
import org.springframework.boot.context.properties.source.ConfigurationPropertyName;
import org.springframework.boot.context.properties.source.ConfigurationPropertySources;
import org.springframework.boot.context.properties.source.ConfigurationPropertyState;
import org.springframework.context.annotation.ConditionContext;
import org.springframework.core.env.Environment;
import org.springframework.core.type.AnnotatedTypeMetadata;

/**
 * {@link ConditionalOnSink}.
 */
class OnSinkCondition extends SpringBootCondition {

	@Override
	public ConditionOutcome getMatchOutcome(ConditionContext context, AnnotatedTypeMetadata metadata) {
		Map<String, Object> attributes = metadata.getAnnotationAttributes(ConditionalOnSink.class.getName());
		String property = "canal.sinks." + ((attributes != null) ? attributes.get("value") : "");
		ConditionMessage.Builder message = ConditionMessage.forCondition(ConditionalOnSink.class);
		return isSet(context.getEnvironment(), property)
				? ConditionOutcome.match(message.found("property").items(property))
				: ConditionOutcome.noMatch(message.didNotFind("property").items(property));
	}

	private static boolean isSet(Environment environment, String property) {
		ConfigurationPropertyName first = ConfigurationPropertyName.of(property + "[0]");
		return StreamSupport.stream(ConfigurationPropertySources.get(environment).spliterator(), false)
			.anyMatch((source) -> source.containsDescendantOf(first) == ConfigurationPropertyState.PRESENT);
	}

}
