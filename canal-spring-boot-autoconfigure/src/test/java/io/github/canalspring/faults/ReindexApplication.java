package io.github.canalspring.faults;

import java.time.Duration;

import io.github.canalspring.CanalOperations;

import org.springframework.beans.factory.annotation.Value;
import org.springframework.boot.ApplicationRunner;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.jdbc.autoconfigure.DataSourceAutoConfiguration;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;

/**
 * The process that {@link ReindexFaultsIntegrationTests} starts: it keeps products in
 * Elasticsearch, and asks for a new index if it is told to.
 */
@Configuration(proxyBeanMethods = false)
@EnableAutoConfiguration(exclude = DataSourceAutoConfiguration.class)
@Import(ProductReindex.class)
class ReindexApplication {

	public static void main(String[] arguments) {
		new Orders();
		SpringApplication.run(ReindexApplication.class, arguments);
	}

	@Bean
	ApplicationRunner request(CanalOperations operations, ProductReindex reindex,
			@Value("${faults.rebuild:false}") boolean rebuild) {
		return (arguments) -> {
			if (rebuild) {
				operations.awaitSynced(Duration.ofMinutes(1));
				reindex.start();
			}
		};
	}

}
