package io.github.canalspring.autoconfigure;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

import org.springframework.boot.autoconfigure.condition.ConditionalOnBooleanProperty;
import org.springframework.context.annotation.Conditional;

/**
 * Matches when a table is mapped to a sink and reading is not switched off.
 * {@code @ConditionalOnProperty} cannot tell, because it does not look into lists.
 */
@Target({ ElementType.TYPE, ElementType.METHOD })
@Retention(RetentionPolicy.RUNTIME)
@ConditionalOnBooleanProperty(name = "canal.enabled", matchIfMissing = true)
@Conditional(OnSinkCondition.class)
@interface ConditionalOnSink {

	/**
	 * The sink's name under {@code canal.sinks}.
	 * @return the name
	 */
	String value();

	/**
	 * Whether the sinks of {@code canal.servers} count too.
	 * @return {@code false} for those under {@code canal.sinks} only
	 */
	boolean servers() default true;

}
