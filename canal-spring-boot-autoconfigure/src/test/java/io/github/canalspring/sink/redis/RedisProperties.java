package io.github.canalspring.sink.redis;

import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.autoconfigure.ssl.SslAutoConfiguration;
import org.springframework.boot.data.redis.autoconfigure.DataRedisAutoConfiguration;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.data.redis.connection.lettuce.LettuceConnectionFactory;

/**
 * Gives the connection factory that an application with certain properties has.
 */
final class RedisProperties {

	private RedisProperties() {
	}

	/**
	 * Run something with the connection factory of an application.
	 * @param properties its properties, without {@code spring.data.redis.}
	 */
	static void use(Test test, String... properties) {
		ApplicationContextRunner runner = new ApplicationContextRunner()
			.withConfiguration(AutoConfigurations.of(SslAutoConfiguration.class, DataRedisAutoConfiguration.class))
			.withPropertyValues("spring.data.redis.timeout=3s");
		for (String property : properties) {
			runner = runner.withPropertyValues(property);
		}
		runner.run((context) -> test.run(context.getBean(LettuceConnectionFactory.class)));
	}

	/**
	 * What is done with the connection factory.
	 */
	interface Test {

		void run(LettuceConnectionFactory connections) throws Exception;

	}

}
