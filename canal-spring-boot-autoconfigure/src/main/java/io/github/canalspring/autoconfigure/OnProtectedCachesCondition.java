package io.github.canalspring.autoconfigure;

import java.util.Set;

import org.springframework.boot.autoconfigure.condition.ConditionMessage;
import org.springframework.boot.autoconfigure.condition.ConditionOutcome;
import org.springframework.boot.autoconfigure.condition.SpringBootCondition;
import org.springframework.boot.context.properties.bind.Bindable;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.context.annotation.ConditionContext;
import org.springframework.core.env.Environment;
import org.springframework.core.type.AnnotatedTypeMetadata;

/**
 * Matches where {@code canal.cache.protect} names caches.
 */
class OnProtectedCachesCondition extends SpringBootCondition {

	private static final String PROPERTY = "canal.cache.protect";

	/**
	 * The names of the protected caches. Asked of the environment, as an instance that
	 * reads no changes needs them too.
	 */
	static Set<String> names(Environment environment) {
		return Binder.get(environment).bind(PROPERTY, Bindable.setOf(String.class)).orElse(Set.of());
	}

	@Override
	public ConditionOutcome getMatchOutcome(ConditionContext context, AnnotatedTypeMetadata metadata) {
		ConditionMessage.Builder message = ConditionMessage.forCondition("Protected caches");
		return names(context.getEnvironment()).isEmpty()
				? ConditionOutcome.noMatch(message.didNotFind("property").items(PROPERTY))
				: ConditionOutcome.match(message.found("property").items(PROPERTY));
	}

}
