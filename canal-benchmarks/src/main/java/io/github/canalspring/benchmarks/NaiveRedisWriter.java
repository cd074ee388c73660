package io.github.canalspring.benchmarks;

import java.io.IOException;
import java.io.Serializable;
import java.net.URI;

import tools.jackson.databind.json.JsonMapper;

import org.springframework.data.redis.connection.lettuce.LettuceConnectionFactory;
import org.springframework.data.redis.core.StringRedisTemplate;

/**
 * What tutorials do with a row: {@code JsonMapper}, and {@code opsForValue().set}, one by
 * one.
 */
final class NaiveRedisWriter implements BinlogLoop.RowConsumer, AutoCloseable {

	private final JsonMapper json = JsonMapper.shared();

	private final LettuceConnectionFactory connections;

	private final StringRedisTemplate redis;

	private final NaiveRow rows;

	private final Runnable done;

	NaiveRedisWriter(Task task, Runnable done) {
		URI uri = URI.create(task.endpoints().redis());
		this.connections = new LettuceConnectionFactory(uri.getHost(), uri.getPort());
		this.connections.afterPropertiesSet();
		this.connections.start();
		this.redis = new StringRedisTemplate(this.connections);
		this.rows = new NaiveRow(task.endpoints().mariaDb());
		this.done = done;
	}

	@Override
	public void written(Serializable[] row, long version) throws IOException {
		this.redis.opsForValue().set(key(row), this.json.writeValueAsString(this.rows.map(row)));
		this.done.run();
	}

	@Override
	public void deleted(Serializable[] row, long version) {
		this.redis.delete(key(row));
		this.done.run();
	}

	private String key(Serializable[] row) {
		return RedisStore.KEY_PREFIX + this.rows.id(row);
	}

	@Override
	public void close() {
		this.connections.destroy();
	}

}
