package io.github.canalspring.autoconfigure;

import java.util.Map;
import java.util.stream.StreamSupport;

import org.springframework.boot.autoconfigure.condition.ConditionMessage;
import org.springframework.boot.autoconfigure.condition.ConditionOutcome;
import org.springframework.boot.autoconfigure.condition.SpringBootCondition;
import org.springframework.boot.context.properties.source.ConfigurationPropertyName;
import org.springframework.boot.context.properties.source.ConfigurationPropertySources;
import org.springframework.boot.context.properties.source.ConfigurationPropertyState;
import org.springframework.boot.context.properties.source.IterableConfigurationPropertySource;
import org.springframework.context.annotation.ConditionContext;
import org.springframework.core.env.Environment;
import org.springframework.core.type.AnnotatedTypeMetadata;
import org.springframework.util.Assert;

/**
 * {@link ConditionalOnSink}.
 */
class OnSinkCondition extends SpringBootCondition {

	private static final ConfigurationPropertyName SERVERS = ConfigurationPropertyName.of("canal.servers");

	@Override
	public ConditionOutcome getMatchOutcome(ConditionContext context, AnnotatedTypeMetadata metadata) {
		Map<String, Object> attributes = metadata.getAnnotationAttributes(ConditionalOnSink.class.getName());
		Assert.state(attributes != null, "Only for what has the annotation");
		String sink = (String) attributes.get("value");
		String property = "canal.sinks." + sink;
		ConditionMessage.Builder message = ConditionMessage.forCondition(ConditionalOnSink.class);
		boolean servers = Boolean.TRUE.equals(attributes.get("servers"));
		return isSet(context.getEnvironment(), property) || (servers && isSetForAServer(context.getEnvironment(), sink))
				? ConditionOutcome.match(message.found("property").items(property))
				: ConditionOutcome.noMatch(message.didNotFind("property").items(property));
	}

	private static boolean isSet(Environment environment, String property) {
		ConfigurationPropertyName first = ConfigurationPropertyName.of(property + "[0]");
		return StreamSupport.stream(ConfigurationPropertySources.get(environment).spliterator(), false)
			.anyMatch((source) -> source.containsDescendantOf(first) == ConfigurationPropertyState.PRESENT);
	}

	private static boolean isSetForAServer(Environment environment, String sink) {
		return StreamSupport.stream(ConfigurationPropertySources.get(environment).spliterator(), false)
			.filter(IterableConfigurationPropertySource.class::isInstance)
			.flatMap((source) -> ((IterableConfigurationPropertySource) source).stream())
			.anyMatch((name) -> SERVERS.isAncestorOf(name) && name.getNumberOfElements() > 5
					&& name.subName(3).chop(2).equals(ConfigurationPropertyName.of("sinks." + sink)));
	}

}
