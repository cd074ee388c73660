package io.github.canalspring.autoconfigure;

import java.nio.file.Path;
import java.time.Duration;
import java.time.ZoneId;
import java.util.List;
import java.util.Map;
import java.util.Set;

import io.github.canalspring.pipeline.OnError.Reaction;
import io.github.canalspring.pipeline.PipelineSettings;
import io.github.canalspring.sink.Naming;
import io.github.canalspring.snapshot.SnapshotSettings;
import io.github.canalspring.sink.elasticsearch.BulkLimits;
import io.github.canalspring.sink.handler.HandlerCalls;
import org.jspecify.annotations.Nullable;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.NestedConfigurationProperty;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.core.io.Resource;
import org.springframework.util.unit.DataSize;

/**
 * What an application writes under {@code canal}. Values are as written; what they mean
 * is found out, and refused if it is nothing, where they are put to use.
 *
 * @param enabled Whether changes are read at all. When off, every bean but
 * CanalOperations is left out.
 * @param server Database to read from.
 * @param servers Further databases to read from, by name. Each takes the keys of
 * canal.server, and start-from, filter and sinks of its own.
 * @param startFrom Where to start when there is no position yet: snapshot, latest,
 * earliest, a time with zone, file:offset or a GTID set. Each sink has its own default.
 * @param filter Which tables are read.
 * @param sinks Where changes are written to, besides the application's own handlers.
 * @param subscription Table whose rows say what is delivered.
 * @param elasticsearch How Elasticsearch is written to.
 * @param handlers How the application's own methods are called.
 * @param onError What becomes of a change that cannot be applied for a reason of its own:
 * hold, everything behind it waits; park, it is set aside and its row's later changes
 * with it. By default hold for handlers, park for sinks.
 * @param checkpoint Where the position of handlers is kept, and what is parked.
 * @param parking How much may be parked.
 * @param retry How failures that pass by themselves are tried again.
 * @param snapshot How rows that tables have already are read.
 * @param resync Tables that are read again, once for each id.
 * @param verify How copies are compared with MySQL.
 * @param cache What is done about the application's own caches.
 * @param serve Port at which Canal's clients subscribe.
 */
@ConfigurationProperties(value = "canal", ignoreUnknownFields = false)
record CanalProperties(@DefaultValue("true") boolean enabled, @DefaultValue Server server,
		@DefaultValue Map<String, NamedServer> servers, @Nullable String startFrom, @DefaultValue Filter filter,
		@DefaultValue Sinks sinks, @DefaultValue Subscription subscription,
		@DefaultValue ElasticsearchWrites elasticsearch, @DefaultValue Handlers handlers, @Nullable Reaction onError,
		@DefaultValue Checkpoint checkpoint, @DefaultValue Parking parking, @DefaultValue Retry retry,
		@DefaultValue Snapshot snapshot, @DefaultValue List<ResyncProperties> resync,
		@NestedConfigurationProperty @DefaultValue VerifyProperties verify, @DefaultValue Cache cache,
		@NestedConfigurationProperty @DefaultValue ServeProperties serve) {

	/**
	 * The database to read from.
	 *
	 * @param ip Comma-separated list of hosts, each with an optional port of its own,
	 * tried in this order. Taken from the application's DataSource when not set.
	 * @param port Port of the hosts that are written without one.
	 * @param dest Name of the stream, under which positions are kept. By default the
	 * application's name.
	 * @param userName User with the privileges SELECT, REPLICATION SLAVE and REPLICATION
	 * CLIENT.
	 * @param userPass Password of the user.
	 * @param type Kind of server. By default found out.
	 * @param connectTimeout Time to wait for a connection.
	 * @param readTimeout Time without a sign of life from the server after which the
	 * connection is given up and made anew.
	 * @param bufferSize Upper limit of the changes that wait in memory, for each sink. By
	 * default 8MB, or a 64th of the heap if that is less.
	 * @param ssl Encryption of the connections.
	 * @param timeZone Zone of a Canal server's JVM, in which it writes TIMESTAMP values.
	 * This JVM's zone when not set.
	 * @param zookeeper Comma-separated list of the hosts of the ZooKeeper that tells
	 * which server of a Canal cluster is to be read, each with an optional port, and an
	 * optional path. Takes the place of ip.
	 * @param kafka What is read of Kafka, where type is kafka.
	 * @param rabbitmq Queues to read changes from, in place of a database.
	 */
	record Server(@DefaultValue List<String> ip, @DefaultValue("3306") int port, @Nullable String dest,
			@Nullable String userName, @Nullable String userPass, @DefaultValue("auto") Type type,
			@DefaultValue("5s") Duration connectTimeout, @DefaultValue("30s") Duration readTimeout,
			@Nullable DataSize bufferSize, @DefaultValue Ssl ssl, @Nullable ZoneId timeZone, @Nullable String zookeeper,
			@NestedConfigurationProperty @DefaultValue KafkaServerProperties kafka,
			@NestedConfigurationProperty @DefaultValue RabbitSourceProperties rabbitmq) {

		Server {
			bufferSize = orDefault(bufferSize);
		}

		/**
		 * Leaves out the password.
		 */
		@Override
		public String toString() {
			return "Server[ip=" + this.ip + ", port=" + this.port + ", dest=" + this.dest + "]";
		}

	}

	private static DataSize orDefault(@Nullable DataSize bufferSize) {
		return (bufferSize != null) ? bufferSize : ServerSettings.defaultBufferSize(Runtime.getRuntime().maxMemory());
	}

	/**
	 * How connections to the database are encrypted.
	 *
	 * @param enabled Whether connections are encrypted and the server's certificate is
	 * verified. By default, if a bundle is set.
	 * @param bundle Name of the SSL bundle that says what to trust. What the JVM trusts
	 * when not set.
	 * @param verifyHostname Whether the server's certificate must be for the host that is
	 * connected to.
	 */
	record Ssl(@Nullable Boolean enabled, @Nullable String bundle, @DefaultValue("true") boolean verifyHostname) {

		boolean isWanted() {
			return (this.enabled != null) ? this.enabled : this.bundle != null;
		}

	}

	/**
	 * One of several databases to read from: what {@link Server} has, and what stands
	 * beside it.
	 *
	 * @param ip as in {@link Server}, but required
	 * @param port as in {@link Server}
	 * @param dest as in {@link Server}. By default that of canal.server and the entry's
	 * name.
	 * @param userName as in {@link Server}, but required
	 * @param userPass as in {@link Server}
	 * @param type as in {@link Server}
	 * @param connectTimeout as in {@link Server}
	 * @param readTimeout as in {@link Server}
	 * @param bufferSize as in {@link Server}
	 * @param ssl as in {@link Server}
	 * @param timeZone as in {@link Server}
	 * @param zookeeper as in {@link Server}
	 * @param kafka as in {@link Server}
	 * @param rabbitmq as in {@link Server}
	 * @param startFrom Where to start when there is no position yet.
	 * @param filter Which tables are read.
	 * @param sinks Where changes are written to.
	 * @param subscription Table whose rows say what is delivered.
	 */
	record NamedServer(@DefaultValue List<String> ip, @DefaultValue("3306") int port, @Nullable String dest,
			@Nullable String userName, @Nullable String userPass, @DefaultValue("auto") Type type,
			@DefaultValue("5s") Duration connectTimeout, @DefaultValue("30s") Duration readTimeout,
			@Nullable DataSize bufferSize, @DefaultValue Ssl ssl, @Nullable ZoneId timeZone, @Nullable String zookeeper,
			@DefaultValue KafkaServerProperties kafka, @DefaultValue RabbitSourceProperties rabbitmq,
			@Nullable String startFrom, @DefaultValue Filter filter, @DefaultValue Sinks sinks,
			@DefaultValue Subscription subscription) {

		NamedServer {
			bufferSize = orDefault(bufferSize);
		}

		Server server() {
			return new Server(this.ip, this.port, this.dest, this.userName, this.userPass, this.type,
					this.connectTimeout, this.readTimeout, this.bufferSize, this.ssl, this.timeZone, this.zookeeper,
					this.kafka, this.rabbitmq);
		}

		/**
		 * Leaves out the password.
		 */
		@Override
		public String toString() {
			return server().toString();
		}

	}

	/**
	 * What kind of server changes are read from.
	 */
	enum Type {

		/** Found out. */
		AUTO,

		/** MySQL or MariaDB, by the replication protocol. */
		MYSQL,

		/** A Canal server. */
		CANAL,

		/** Topics of Kafka, which is where spring.kafka says. */
		KAFKA,

		/** Queues of RabbitMQ. */
		RABBITMQ

	}

	/**
	 * Which tables are read.
	 *
	 * @param include Comma-separated list of regular expressions; a table whose
	 * database.table none of them matches is not read. All tables when empty.
	 * @param exclude Comma-separated list of regular expressions; a table whose
	 * database.table one of them matches is not read.
	 */
	record Filter(@DefaultValue List<String> include, @DefaultValue List<String> exclude) {

	}

	/**
	 * Where changes are written to.
	 *
	 * @param redis Tables whose rows are kept in Redis.
	 * @param elasticsearch Tables whose rows are kept in Elasticsearch.
	 * @param kafka Tables whose changes are sent to Kafka.
	 * @param rabbitmq Tables whose changes are published to RabbitMQ.
	 */
	record Sinks(@DefaultValue List<Redis> redis, @DefaultValue List<Elasticsearch> elasticsearch,
			@DefaultValue List<KafkaSinkProperties> kafka, @DefaultValue List<RabbitSinkProperties> rabbitmq) {

	}

	/**
	 * Table whose rows say what is delivered.
	 *
	 * @param table Table as database.table, with the columns id, db_name, tb_name,
	 * monitor_insert, monitor_update and monitor_delete. What handlers and sinks want is
	 * delivered when not set.
	 * @param backfill Whether existing rows of a table are read when it is subscribed. By
	 * default, for sinks that begin with a snapshot.
	 */
	record Subscription(@Nullable String table, @Nullable Boolean backfill) {
	}

	/**
	 * A table whose rows are kept in Redis.
	 *
	 * @param table Table as database.table, with * for any run of characters.
	 * @param key Key of a row, with columns in braces.
	 * @param value What the key holds: json, hash, text:{column}, set:{column},
	 * zset:{column}:{score}, evict, or, in a cache, entry: and the name of a class.
	 * @param ttl Time after which a key that was not written again expires.
	 * @param ttlJitter By how much a key's time is shorter at most, at random, so that
	 * keys written together do not expire together.
	 * @param include Comma-separated list of the columns to take. All when empty.
	 * @param exclude Comma-separated list of the columns to leave out.
	 * @param naming How fields are named after columns.
	 * @param rename Names of fields by column, where naming does not fit.
	 * @param when Condition over columns; a row that does not meet it is as if deleted.
	 * @param onError What becomes of a row that cannot be written for a reason of its
	 * own: hold or park.
	 * @param cache Cache of the application whose entries the rows are. The key then is
	 * the cache's, without its prefix, and the value evict or entry:type.
	 */
	record Redis(@Nullable String table, @Nullable String key, @DefaultValue("json") String value,
			@Nullable Duration ttl, @DefaultValue("0s") Duration ttlJitter, @DefaultValue List<String> include,
			@DefaultValue List<String> exclude, @DefaultValue("column") Naming naming,
			@DefaultValue Map<String, String> rename, @Nullable String when, @Nullable Reaction onError,
			@Nullable String cache) {

	}

	/**
	 * A table whose rows are kept in Elasticsearch.
	 *
	 * @param table Table as database.table, with * for any run of characters.
	 * @param index Index or alias that holds the rows, with columns in braces if there
	 * are several.
	 * @param id Id of a row's document, with columns in braces.
	 * @param routing What chooses a document's shard, with columns in braces. The id when
	 * not set.
	 * @param alias Alias of an index that is made because it is missing.
	 * @param settings Where the settings and mappings of an index that is missing are, as
	 * JSON. Mappings are derived from the table when not set.
	 * @param pipeline Ingest pipeline that documents pass.
	 * @param include Comma-separated list of the columns to take. All when empty.
	 * @param exclude Comma-separated list of the columns to leave out.
	 * @param naming How fields are named after columns.
	 * @param rename Names of fields by column, where naming does not fit.
	 * @param when Condition over columns; a row that does not meet it is as if deleted.
	 * @param onError What becomes of a row that cannot be written for a reason of its
	 * own: hold or park.
	 */
	record Elasticsearch(@Nullable String table, @Nullable String index, @Nullable String id, @Nullable String routing,
			@Nullable String alias, @Nullable Resource settings, @Nullable String pipeline,
			@DefaultValue List<String> include, @DefaultValue List<String> exclude,
			@DefaultValue("column") Naming naming, @DefaultValue Map<String, String> rename, @Nullable String when,
			@Nullable Reaction onError) {

	}

	/**
	 * How Elasticsearch is written to.
	 *
	 * @param bulk Requests with many operations.
	 */
	record ElasticsearchWrites(@DefaultValue Bulk bulk) {

		/**
		 * Requests with many operations.
		 *
		 * @param operations Most operations in a request.
		 * @param size Size at which a request is sent. A larger document goes alone.
		 * @param inFlight Most requests that are under way at once, for each sink.
		 */
		record Bulk(@DefaultValue("2000") int operations, @DefaultValue("2MB") DataSize size,
				@DefaultValue("4") int inFlight) {

			BulkLimits limits() {
				positive("operations", this.operations, "2000");
				positive("size", this.size.toBytes(), "2MB");
				positive("in-flight", this.inFlight, "4");
				return new BulkLimits(this.operations, this.size.toBytes(), this.inFlight);
			}

			private static void positive(String name, long value, String example) {
				if (value < 1) {
					throw new InvalidPropertyException("canal.elasticsearch.bulk." + name, value,
							"too small for anything to be written", "Write 1 or more, such as " + example + ".");
				}
			}

		}

	}

	/**
	 * How the application's own methods are called.
	 *
	 * @param onError What becomes of an event on which a method keeps failing: hold or
	 * park.
	 * @param retry How often a call is tried before it has failed.
	 */
	record Handlers(@Nullable Reaction onError, @DefaultValue HandlerRetry retry) {

		HandlerCalls calls(boolean parking) {
			if (this.retry.maxAttempts() < 1) {
				throw new InvalidPropertyException("canal.handlers.retry.max-attempts", this.retry.maxAttempts(),
						"not a number of attempts", "Write 1 or more, such as 3.");
			}
			ServerSettings.positive("canal.handlers.retry.delay", this.retry.delay());
			ServerSettings.atLeast("canal.handlers.retry.max-delay", this.retry.maxDelay(),
					"canal.handlers.retry.delay", this.retry.delay());
			return new HandlerCalls(parking, this.retry.maxAttempts(), this.retry.delay(), this.retry.maxDelay());
		}

	}

	/**
	 * How often a method is called before the call has failed.
	 *
	 * @param maxAttempts Number of calls, the first included.
	 * @param delay Pause before the second call. It doubles with every further one.
	 * @param maxDelay Longest pause between two calls.
	 */
	record HandlerRetry(@DefaultValue("3") int maxAttempts, @DefaultValue("100ms") Duration delay,
			@DefaultValue("5s") Duration maxDelay) {

	}

	/**
	 * How much may be parked.
	 *
	 * @param maxSize Upper limit of what is parked, for each sink and for the handlers.
	 * When it is reached, changes wait.
	 */
	record Parking(@DefaultValue("32MB") DataSize maxSize) {

		long limit() {
			if (this.maxSize.toBytes() < 1) {
				throw new InvalidPropertyException("canal.parking.max-size", this.maxSize,
						"no room for a single change",
						"Write a size, such as 32MB; to park nothing, set canal.on-error to hold.");
			}
			return this.maxSize.toBytes();
		}

	}

	/**
	 * Where the position of handlers is kept, and what is parked.
	 *
	 * @param directory Folder of the files with the positions and with what is parked,
	 * kept over restarts. By default .canal-spring/ and the stream's name in the user's
	 * home.
	 */
	record Checkpoint(@Nullable Path directory) {

	}

	/**
	 * What is done about the application's own caches.
	 *
	 * @param protect Comma-separated list of caches in Redis that cannot be filled with a
	 * row that has changed since it was read.
	 */
	record Cache(@DefaultValue Set<String> protect) {

	}

	/**
	 * How failures that pass by themselves are tried again.
	 *
	 * @param delay Pause before a failed batch or connection is tried again for the first
	 * time. It doubles with every further attempt.
	 * @param maxDelay Longest pause between two attempts.
	 */
	record Retry(@DefaultValue("100ms") Duration delay, @DefaultValue("30s") Duration maxDelay) {

		PipelineSettings settings() {
			ServerSettings.positive("canal.retry.delay", this.delay);
			ServerSettings.atLeast("canal.retry.max-delay", this.maxDelay, "canal.retry.delay", this.delay);
			PipelineSettings defaults = PipelineSettings.defaults();
			return new PipelineSettings(defaults.poll(), defaults.idleCheckpoint(), this.delay, this.maxDelay,
					defaults.failed(), defaults.stop());
		}

	}

	/**
	 * How rows that tables have already are read beside the stream.
	 *
	 * @param chunkTime How long it is to take to read, or to write, the rows that are
	 * read at once: about as long as a change waits for them at most.
	 * @param chunkSize Upper limit of the rows that are read at once.
	 * @param rowsPerSecond How many rows are read per second at most, by each sink. No
	 * limit when not set.
	 * @param removeLeftovers Whether keys and documents whose row is gone are looked for
	 * and removed.
	 */
	record Snapshot(@DefaultValue("100ms") Duration chunkTime, @DefaultValue("4MB") DataSize chunkSize,
			@Nullable Integer rowsPerSecond, @DefaultValue("true") boolean removeLeftovers) {

		SnapshotSettings settings() {
			ServerSettings.positive("canal.snapshot.chunk-time", this.chunkTime);
			if (this.chunkSize.toKilobytes() < 1) {
				throw new InvalidPropertyException("canal.snapshot.chunk-size", this.chunkSize.toString(),
						"too small to hold a row", "Write a size such as 4MB.");
			}
			if (this.rowsPerSecond != null && this.rowsPerSecond < 1) {
				throw new InvalidPropertyException("canal.snapshot.rows-per-second", this.rowsPerSecond.toString(),
						"not a number of rows", "Write a number such as 5000, or leave it out for no limit.");
			}
			return new SnapshotSettings(this.chunkTime, this.chunkSize.toBytes(),
					(this.rowsPerSecond != null) ? this.rowsPerSecond : 0, this.removeLeftovers);
		}

	}

}
