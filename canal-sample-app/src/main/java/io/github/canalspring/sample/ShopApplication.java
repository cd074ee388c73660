package io.github.canalspring.sample;

import co.elastic.clients.json.jackson.Jackson3JsonpMapper;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tools.jackson.databind.json.JsonMapper;

import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.boot.context.event.ApplicationReadyEvent;
import org.springframework.context.annotation.Bean;
import org.springframework.context.event.EventListener;

/**
 * The shop.
 */
@SpringBootApplication
class ShopApplication {

	private static final Logger logger = LoggerFactory.getLogger(ShopApplication.class);

	/**
	 * Start the shop and, unless a profile says which servers to use, its own servers.
	 * @param arguments Spring properties
	 */
	public static void main(String[] arguments) {
		SpringApplication application = new SpringApplication(ShopApplication.class);
		application.addInitializers(new EmbeddedShopServers());
		application.run(arguments);
	}

	/** Spring Boot's own would not follow {@code spring.jackson} and round prices. */
	@Bean
	Jackson3JsonpMapper elasticsearchJson(JsonMapper jsonMapper) {
		return new Jackson3JsonpMapper(jsonMapper);
	}

	@EventListener
	void ready(ApplicationReadyEvent event) {
		logger.info("The shop is at http://localhost:{}",
				event.getApplicationContext().getEnvironment().getProperty("local.server.port"));
	}

}
