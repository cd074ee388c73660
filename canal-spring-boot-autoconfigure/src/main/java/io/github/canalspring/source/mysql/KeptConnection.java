package io.github.canalspring.source.mysql;

import java.util.function.BiFunction;
import java.util.function.Function;

import io.github.canalspring.source.SourceUnreachableException;
import org.jspecify.annotations.Nullable;

import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.datasource.SingleConnectionDataSource;

/**
 * A connection for questions that are asked often. It follows the streams to another
 * server, and is made anew when it has ended. For one thread.
 *
 * @param <S> what is asked once of each server
 */
final class KeptConnection<S> implements AutoCloseable {

	private final MysqlServer server;

	private final Function<JdbcClient, S> first;

	private @Nullable S state;

	private @Nullable HostPort host;

	private @Nullable SingleConnectionDataSource dataSource;

	/**
	 * Create a connection; it is made when something is asked.
	 * @param server the server
	 * @param first the first question on every new connection
	 */
	KeptConnection(MysqlServer server, Function<JdbcClient, S> first) {
		this.server = server;
		this.first = first;
	}

	/**
	 * Ask the server that the streams read, or else the first one that answers.
	 * @param question what to ask, perhaps twice; it is given the answer to the first one
	 * @return the answer
	 * @throws SourceUnreachableException if no server answers
	 */
	<T> T ask(BiFunction<JdbcClient, S, T> question) {
		boolean kept = this.dataSource != null;
		try {
			return askOnce(question);
		}
		catch (SourceUnreachableException ex) {
			if (!kept) {
				throw ex;
			}
			// It may have been idle for too long.
			return askOnce(question);
		}
	}

	private <T> T askOnce(BiFunction<JdbcClient, S, T> question) {
		return this.server.askAt((host, client) -> question.apply(client, state(client)), this::open,
				(used, answered) -> {
					if (!answered) {
						close();
					}
				});
	}

	private S state(JdbcClient client) {
		S state = this.state;
		if (state == null) {
			state = this.first.apply(client);
			this.state = state;
		}
		return state;
	}

	private SingleConnectionDataSource open(HostPort wanted) {
		SingleConnectionDataSource open = this.dataSource;
		if (open == null || !wanted.equals(this.host)) {
			close();
			open = this.server.dataSource(wanted);
			this.dataSource = open;
			this.host = wanted;
		}
		return open;
	}

	@Override
	public void close() {
		this.state = null;
		if (this.dataSource != null) {
			this.dataSource.destroy();
			this.dataSource = null;
		}
	}

}
