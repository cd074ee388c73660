package io.github.canalspring.faults;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Supplier;
import java.util.stream.Stream;

import io.github.canalspring.servers.DatabaseServer;
import io.github.canalspring.servers.ElasticsearchServer;
import io.github.canalspring.servers.EmbeddedServer;
import io.github.canalspring.servers.RedisServer;
import org.jspecify.annotations.Nullable;

import org.springframework.util.FileSystemUtils;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * All that takes part: servers, the proxies before them, the application's process, what
 * is written and who judges. Started once for all tests of a JVM; the tests leave it with
 * everything running and equal.
 */
final class Stage {

	/** What a machine with other work needs to catch up with anything here. */
	static final Duration PATIENCE = Duration.ofSeconds(120);

	/** What is told again and again is not to be most of the work. */
	private static final Duration TELL_AGAIN = Duration.ofSeconds(1);

	/** Of this JVM alone, as several may run tests at once. */
	private static final Path HOME = Path.of("target", "faults", Long.toString(ProcessHandle.current().pid()))
		.toAbsolutePath();

	private static final long SEED = 1;

	private static Stage stage;

	final Variant variant = Variant.configured();

	final DatabaseServer database = this.variant.start();

	final ElasticsearchServer elasticsearch = ElasticsearchServer.latest().start();

	final RedisServer emptyRedis = RedisServer.builder().start();

	final RedisServer durableRedis = RedisServer.builder().option("--appendonly", "yes").start();

	final Proxy databaseProxy = new Proxy("database", address(this.database));

	final Proxy elasticsearchProxy = new Proxy("elasticsearch", address(this.elasticsearch));

	final Proxy redisProxy = new Proxy("redis", address(this.emptyRedis));

	final @Nullable RedisCluster cluster = this.variant.hasCluster() ? new RedisCluster() : null;

	final Journal journal = new Journal(HOME.resolve("journal"));

	final Judge judge = new Judge(this.database);

	final Definitions definitions = new Definitions(this.database);

	final List<Workload> workloads = new ArrayList<>();

	final Memories memories = new Memories(this);

	final Child child;

	private long seed;

	/**
	 * Whether handlers ever failed, so that rows need not be in order among each other.
	 */
	private boolean poisoned;

	/** Whether keys were ever in the way of sets; also a dump may have them. */
	private boolean obstructed;

	private volatile RedisServer redis = this.emptyRedis;

	private Stage() {
		prepare(HOME);
		try {
			Workload.createTables(this.database);
		}
		catch (SQLException ex) {
			throw new IllegalStateException(ex);
		}
		this.workloads.add(new Workload(this.database, 1));
		this.workloads.add(new Workload(this.database, 2));
		seed(SEED);
		this.child = new Child(ChildApplication.class, arguments(), HOME.resolve("child.log"));
	}

	/** The stage, with everything running and the handlers' first position kept. */
	static synchronized Stage get() {
		if (stage == null) {
			stage = new Stage();
			stage.child.start();
			Path first = stage.handlersPosition();
			Judge.awaitNone(PATIENCE, () -> Files.exists(first) ? List.of() : List.of("No " + first), stage::context);
		}
		return stage;
	}

	private static void prepare(Path home) {
		try {
			FileSystemUtils.deleteRecursively(home);
			Files.createDirectories(home);
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	static InetSocketAddress address(EmbeddedServer server) {
		return new InetSocketAddress(server.host(), server.port());
	}

	private List<String> arguments() {
		List<String> arguments = new ArrayList<>(
				List.of("--canal.server.ip=127.0.0.1", "--canal.server.port=" + this.databaseProxy.port(),
						"--spring.elasticsearch.uris=http://127.0.0.1:" + this.elasticsearchProxy.port(),
						"--canal.checkpoint.directory=" + HOME.resolve("positions"),
						"--faults.journal=" + HOME.resolve("journal"), "--faults.poison=" + poison()));
		arguments.addAll((this.cluster != null) ? List.of("--spring.data.redis.cluster.nodes=" + this.cluster.nodes())
				: List.of("--spring.data.redis.host=127.0.0.1", "--spring.data.redis.port=" + this.redisProxy.port()));
		return arguments;
	}

	/** What is written from now on follows from this. */
	void seed(long newSeed) {
		this.seed = newSeed;
		this.workloads.forEach((workload) -> workload.seed(newSeed));
	}

	RedisServer redis() {
		return this.redis;
	}

	/** All that the application uses together. */
	List<RedisServer> redisServers() {
		return (this.cluster != null) ? this.cluster.servers() : List.of(this.redis);
	}

	/** The one that is not in use. */
	RedisServer otherRedis() {
		return (this.redis == this.emptyRedis) ? this.durableRedis : this.emptyRedis;
	}

	/** Where the handlers' position is kept. */
	Path handlersPosition() {
		return HOME.resolve("positions").resolve("shop-handlers.position");
	}

	/** As long as this file is there, handlers fail on poisoned rows. */
	private static Path poison() {
		return HOME.resolve("poison");
	}

	/** From now on, handlers fail on rows of that name. */
	void poison(boolean effective) {
		try {
			if (effective) {
				Files.write(poison(), new byte[0]);
				this.poisoned = true;
			}
			else {
				Files.deleteIfExists(poison());
			}
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	/** From now on, there is something else under some of the keys of sets. */
	void obstruct(Collection<String> keys) {
		this.obstructed = true;
		try (RedisCopies copies = new RedisCopies(this.redis)) {
			copies.obstruct(keys);
		}
	}

	/** What is in the way of sets is gone, and what had to wait for that is applied. */
	void clearTheWay() {
		try (RedisCopies copies = new RedisCopies(this.redis)) {
			copies.clear("priced:*");
		}
		this.child.tell("replay redis");
	}

	/** Let the application find another Redis where the one before was. */
	void useRedis(RedisServer server) {
		this.redis = server;
		this.redisProxy.target(address(server));
	}

	List<Proxy> proxies() {
		return Stream
			.concat(Stream.of(this.databaseProxy, this.elasticsearchProxy),
					(this.cluster != null) ? this.cluster.proxies().stream() : Stream.of(this.redisProxy))
			.toList();
	}

	/** Those before a server, or before all its nodes. */
	List<Proxy> proxies(String server) {
		return proxies().stream().filter((proxy) -> proxy.name().startsWith(server)).toList();
	}

	Workload workload() {
		return this.workloads.get(0);
	}

	/** Both stores are as if they had just been set up. */
	void wipe() {
		this.judge.wipe(this.redis, this.elasticsearch);
	}

	/** Everything that was disturbed runs again. */
	void calm() {
		proxies().forEach((proxy) -> {
			proxy.clearRules();
			proxy.delay(Duration.ZERO);
			proxy.bytesPerSecond(0);
			proxy.accept();
		});
		Stream.of(this.database, this.elasticsearch, this.emptyRedis, this.durableRedis).forEach(Stage::calm);
		redisServers().forEach(Stage::calm);
		poison(false);
		this.child.resume();
		this.child.start();
	}

	private static void calm(EmbeddedServer server) {
		if (server.isRunning()) {
			server.resume();
		}
		server.start();
	}

	void awaitRedis() {
		awaitNone(() -> {
			List<String> differences = this.judge.redis(redisServers());
			if (this.obstructed && !differences.isEmpty()) {
				clearTheWay();
			}
			return differences;
		});
	}

	void awaitElasticsearch() {
		awaitNone(() -> this.judge.elasticsearch(this.elasticsearch));
	}

	void awaitHandlers() {
		AtomicLong told = new AtomicLong(System.nanoTime());
		awaitNone(() -> {
			List<String> differences = this.judge.handlers(this.journal, this.workloads, !this.poisoned);
			if (this.poisoned && !differences.isEmpty() && System.nanoTime() - told.get() > TELL_AGAIN.toNanos()) {
				told.set(System.nanoTime());
				this.child.tell("replay handlers");
			}
			return differences;
		});
	}

	private void awaitNone(Supplier<List<String>> differences) {
		Judge.awaitNone(PATIENCE, () -> {
			// Whoever waits expects it to run, and need not wait any longer.
			assertThat(this.child.isAlive()).as(this::context).isTrue();
			return differences.get();
		}, this::context);
	}

	void awaitAll() {
		awaitRedis();
		awaitElasticsearch();
		awaitHandlers();
		assertThat(this.child.errors()).as("No fault is to be an error").isEmpty();
	}

	private String context() {
		return "Seed " + this.seed + " " + this.variant + "\n" + this.child.output();
	}

}
