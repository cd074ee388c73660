package io.github.canalspring.sample;

import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import org.springframework.data.redis.core.StringRedisTemplate;
import org.springframework.stereotype.Component;

/**
 * Reads the products' JSON in Redis. It gets there without any help of this application's
 * code.
 */
@Component
class ProductCache {

	private final StringRedisTemplate redis;

	private final JsonMapper jsonMapper;

	ProductCache(StringRedisTemplate redis, JsonMapper jsonMapper) {
		this.redis = redis;
		this.jsonMapper = jsonMapper;
	}

	/**
	 * Read a product.
	 * @param id its id
	 * @return its JSON; {@code null} if there is none
	 */
	@Nullable JsonNode find(long id) {
		String json = this.redis.opsForValue().get("product:" + id);
		return (json != null) ? this.jsonMapper.readTree(json) : null;
	}

}
