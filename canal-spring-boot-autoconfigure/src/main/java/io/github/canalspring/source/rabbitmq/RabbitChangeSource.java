package io.github.canalspring.source.rabbitmq;

import java.io.IOException;
import java.util.List;
import java.util.concurrent.TimeoutException;
import java.util.function.Predicate;

import com.rabbitmq.client.AMQP;
import com.rabbitmq.client.Channel;
import com.rabbitmq.client.ShutdownSignalException;
import io.github.canalspring.source.ChangeSource;
import io.github.canalspring.source.ChangeStream;
import io.github.canalspring.source.Position;
import io.github.canalspring.source.SourceException;
import io.github.canalspring.source.SourceUnreachableException;
import io.github.canalspring.source.StartFrom;
import io.github.canalspring.source.Subscription;
import io.github.canalspring.source.TableId;
import io.github.canalspring.source.TableSchema;
import io.github.canalspring.source.Turn;
import org.jspecify.annotations.Nullable;

import org.springframework.amqp.AmqpAuthenticationException;
import org.springframework.amqp.AmqpException;
import org.springframework.amqp.rabbit.connection.CachingConnectionFactory;
import org.springframework.core.NestedExceptionUtils;

/**
 * One queue, for one pipeline: what it reads and acknowledges is gone. RabbitMQ keeps the
 * place, by what was not acknowledged yet.
 */
public final class RabbitChangeSource implements ChangeSource {

	private final CachingConnectionFactory connections;

	private final RabbitQueue queue;

	private @Nullable QueueTurn turn;

	/**
	 * Create a source.
	 * @param connections makes the connection, which nobody else uses
	 * @param queue the queue
	 */
	public RabbitChangeSource(CachingConnectionFactory connections, RabbitQueue queue) {
		this.connections = connections;
		this.queue = queue;
	}

	@Override
	public String describe() {
		return "RabbitMQ queue " + this.queue.name();
	}

	/** Of the tables nothing can be told: RabbitMQ does not know them. */
	@Override
	public void check(List<TableId> tables) {
		check();
	}

	/** Declare the queue, or see that it is there. */
	void check() {
		try (Channel channel = this.connections.createConnection().createChannel(false)) {
			RabbitTopology topology = this.queue.topology();
			if (topology != null) {
				topology.declare(channel, this.queue.name());
			}
			else {
				channel.queueDeclarePassive(this.queue.name());
			}
		}
		catch (AmqpAuthenticationException ex) {
			throw new SourceException("RabbitMQ does not let in the user of spring.rabbitmq.username",
					"Set spring.rabbitmq.username, password and virtual-host to what RabbitMQ has.", ex);
		}
		catch (AmqpException | TimeoutException ex) {
			throw unreachable(ex);
		}
		catch (IOException ex) {
			throw refused(ex);
		}
	}

	private static SourceException unreachable(Exception cause) {
		return new SourceUnreachableException(
				"RabbitMQ does not answer: " + NestedExceptionUtils.getMostSpecificCause(cause).getMessage(),
				"Start it, or set spring.rabbitmq.host and port to where it is", cause);
	}

	private SourceException refused(IOException failure) {
		if (!(failure.getCause() instanceof ShutdownSignalException signal)
				|| !(signal.getReason() instanceof AMQP.Channel.Close close)) {
			return unreachable(failure);
		}
		String problem = describe() + " cannot be read: " + close.getReplyText();
		return switch (close.getReplyCode()) {
			case AMQP.NOT_FOUND -> new SourceException(problem,
					"Declare the queue, or have it declared by the server's rabbitmq.exchange.", failure);
			case AMQP.PRECONDITION_FAILED -> new SourceException(problem,
					"It is there, but was declared otherwise. Delete it or name another one; or declare all yourself and "
							+ "remove the server's rabbitmq.exchange.",
					failure);
			case AMQP.ACCESS_REFUSED -> new SourceException(problem,
					"Give the user of spring.rabbitmq.username the right to read the queue, and to configure what is "
							+ "to be declared.",
					failure);
			default -> new SourceUnreachableException(problem, "Wait until RabbitMQ can", failure);
		};
	}

	@Override
	public boolean keepsCursor() {
		return true;
	}

	@Override
	public Turn turn() {
		QueueTurn next = new QueueTurn(this, this.connections, this.queue);
		this.turn = next;
		return next;
	}

	@Override
	public Position resolve(StartFrom startFrom) {
		if (startFrom instanceof StartFrom.Upstream) {
			return RabbitPosition.QUEUE;
		}
		throw new SourceException("A queue of RabbitMQ can be read from its head only",
				"Leave start-from out. What was published before the queue was bound is not in it: have the "
						+ "publisher send a snapshot.");
	}

	@Override
	public Position position(String text) {
		return RabbitPosition.parse(text);
	}

	@Override
	public Position latest() {
		throw new SourceException("RabbitMQ does not tell how far the database is",
				"Wait for what you expect to see instead, or read from the database itself.");
	}

	@Override
	public @Nullable TableSchema describe(TableId table) {
		return null;
	}

	@Override
	public ChangeStream open(String name, Position from, Predicate<TableId> tables) {
		return open(from, tables, false);
	}

	@Override
	public ChangeStream open(String name, Position from, Subscription subscription) {
		return open(from, subscription.tables(), subscription.entries() != null);
	}

	private ChangeStream open(Position from, Predicate<TableId> tables, boolean copies) {
		QueueTurn current = this.turn;
		if (current == null) {
			throw new IllegalStateException("A queue is read in turns");
		}
		QueueChanges changes = new QueueChanges(this.queue, tables, copies);
		return new RabbitStream(this.queue, current.consumer(), changes, (RabbitPosition) from);
	}

	@Override
	public String toString() {
		return describe();
	}

}
