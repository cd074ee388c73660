package io.github.canalspring.faults;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;

import io.github.canalspring.servers.EmbeddedServer;
import io.github.canalspring.servers.RedisServer;
import org.awaitility.Awaitility;
import org.awaitility.core.ConditionTimeoutException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * All that can happen, each thing once in an order that follows from the seed, and then
 * all again. Some of it lasts for a while, so that one thing happens during another.
 */
final class Faults {

	private static final Logger logger = LoggerFactory.getLogger(Faults.class);

	/** How long a step may not come, such as while its server is away. */
	private static final Duration AWAIT_STEP = Duration.ofSeconds(2);

	private final Stage stage;

	private final Writers writers;

	private final Watch redis;

	private final Watch elasticsearch;

	private final Random random;

	private final Map<String, Runnable> all = new TreeMap<>();

	private final Deck<String> order;

	private final Deck<Step> steps;

	/** What ends that which lasts. */
	private final Queue<Runnable> lasting = new ConcurrentLinkedQueue<>();

	private int count;

	Faults(Stage stage, Writers writers, Watch redis, Watch elasticsearch, long seed) {
		this.stage = stage;
		this.writers = writers;
		this.redis = redis;
		this.elasticsearch = elasticsearch;
		this.random = new Random(seed);
		addFaultsOfServers();
		addFaultsOfConnections();
		addFaultsOfStores();
		addDefinitions();
		this.order = new Deck<>(this.all.keySet(), this.random);
		this.steps = new Deck<>(Step.WRITING, this.random);
	}

	private void addFaultsOfServers() {
		this.all.put("application killed", this.stage.child::kill);
		this.all.put("application stopped", this.stage.child::stop);
		this.all.put("application paused", () -> {
			// Not for longer, as it may hold locks that are waited for.
			this.stage.child.pause();
			pass(1500);
			this.stage.child.resume();
		});
		this.all.put("database killed", () -> {
			this.stage.database.kill();
			this.stage.database.start();
		});
		this.all.put("database paused", () -> {
			this.stage.database.pause();
			pass(3000);
			this.stage.database.resume();
		});
		this.all.put("Redis killed", this::killRedis);
		this.all.put("Redis paused", () -> pause(anyRedis()));
		this.all.put("Elasticsearch killed", this::killElasticsearch);
		this.all.put("Elasticsearch paused", () -> pause(this.stage.elasticsearch));
	}

	private void addFaultsOfConnections() {
		for (Proxy proxy : this.stage.proxies()) {
			String to = " to " + proxy.name();
			this.all.put("connections cut" + to, proxy::cut);
			this.all.put("connections half-open" + to, proxy::halfOpen);
			this.all.put("connections refused" + to, () -> {
				proxy.refuse();
				this.lasting.add(proxy::accept);
			});
			this.all.put("connections delayed" + to, () -> {
				proxy.delay(Duration.ofMillis(1 + this.random.nextInt(50)));
				this.lasting.add(() -> proxy.delay(Duration.ZERO));
			});
		}
		for (int number = 1; number <= 7; number++) {
			this.all.put("application killed at a step " + number, () -> at(anyStep(), this.stage.child::kill));
		}
		this.all.put("connection cut at a step", () -> at(anyStep(), () -> {
		}));
		this.all.put("store killed at a step", () -> {
			Step step = this.steps.deal();
			at(step, step.server().equals("redis") ? this::killRedis : this::killElasticsearch);
		});
	}

	private void addFaultsOfStores() {
		this.all.put("Redis emptied", this::emptyRedis);
		if (this.stage.cluster == null) {
			this.all.put("Redis failed over", this::failOver);
			this.all.put("Redis restored from a dump", this::restoreRedis);
			this.all.put("keys in the way", this::obstruct);
		}
		this.all.put("positions set back", this::setPositionsBack);
		this.all.put("table read again", () -> this.stage.child.tell("resync shop.product"));
		this.all.put("tables read again slowly", this::readAgainSlowly);
		this.all.put("part of a table read again", () -> {
			int from = this.random.nextInt(2000);
			this.stage.child.tell("resync shop.product " + from + " " + (from + this.random.nextInt(2000)));
		});
		this.all.put("copies compared", () -> this.stage.child.tell("verify shop.*"));
		this.all.put("handlers fail on some rows", () -> {
			this.stage.poison(true);
			this.lasting.add(() -> {
				this.stage.poison(false);
				this.stage.child.tell("replay handlers");
			});
		});
	}

	private void addDefinitions() {
		this.all.put("many rows at once", () -> define(() -> {
			Workload workload = this.stage.workload();
			if (workload.isBulk()) {
				workload.bulkDelete(1 + this.random.nextInt(Workload.BULK_ROWS));
			}
			else {
				workload.bulkInsert();
			}
		}));
		this.all.put("table emptied", () -> define(() -> this.stage.definitions.truncate(this.random)));
		this.all.put("table altered", () -> define(() -> this.stage.definitions.alter(this.random)));
		this.all.put("table altered again", () -> define(() -> this.stage.definitions.alter(this.random)));
		this.all.put("table replaced", () -> define(this.stage.definitions::replace));
		this.all.put("table made anew", () -> define(() -> this.stage.definitions.recreate(this.random)));
	}

	/** How many there were. */
	int count() {
		return this.count;
	}

	void next() {
		if (this.random.nextInt(3) == 0) {
			settle();
		}
		if (this.lasting.isEmpty() && this.random.nextInt(2) == 0) {
			this.stage.memories.add(this.random);
		}
		this.stage.child.start();
		String fault = this.order.deal();
		logger.info("{}", fault);
		this.all.get(fault).run();
		this.count++;
		this.stage.child.start();
	}

	/** End what lasts. */
	private void settle() {
		for (Runnable end = this.lasting.poll(); end != null; end = this.lasting.poll()) {
			end.run();
		}
	}

	private void pause(EmbeddedServer server) {
		settle();
		server.pause();
		this.lasting.add(() -> {
			if (server.isRunning()) {
				server.resume();
			}
		});
	}

	private RedisServer anyRedis() {
		List<RedisServer> servers = this.stage.redisServers();
		return servers.get(this.random.nextInt(servers.size()));
	}

	private void emptyRedis() {
		// One that came late would kill it meanwhile.
		this.stage.proxies("redis").forEach(Proxy::clearRules);
		settle();
		boolean several = this.stage.redisServers().size() > 1;
		if (several) {
			// Not one after the other before the eyes of the application.
			this.stage.proxies("redis").forEach(Proxy::refuse);
		}
		this.redis.losing(() -> this.stage.redisServers().forEach((server) -> {
			server.start();
			try (RedisCopies copies = new RedisCopies(server)) {
				copies.commands().flushall();
			}
		}));
		if (several) {
			this.stage.proxies("redis").forEach(Proxy::accept);
		}
	}

	/** One comes back with its data, the other without. */
	private void killRedis() {
		RedisServer server = anyRedis();
		if (server == this.stage.emptyRedis) {
			this.redis.losing(server::kill);
		}
		else {
			server.kill();
		}
		this.lasting.add(server::start);
	}

	/** It may lose what it had not acknowledged and shown already. */
	private void killElasticsearch() {
		this.elasticsearch.losing(this.stage.elasticsearch::kill);
		// It takes its time, and more is to happen meanwhile.
		this.lasting.add(() -> CompletableFuture.runAsync(this.stage.elasticsearch::start));
	}

	private Step anyStep() {
		return (this.random.nextInt(6) == 0) ? Step.CONNECTING : this.steps.deal();
	}

	private void at(Step step, Runnable action) {
		if (step != Step.CONNECTING && this.random.nextBoolean()) {
			// Nothing is being read again then, which would hide what is lost.
			judge(step);
		}
		logger.info("... {}", step);
		Rule rule = step.rule(1 + this.random.nextInt(3), () -> {
			logger.info("now {}", step);
			action.run();
		});
		this.stage.proxies(step.server()).forEach((proxy) -> proxy.add(rule));
		if (step == Step.CONNECTING) {
			this.stage.databaseProxy.cut();
		}
		else if (becomes(AWAIT_STEP, rule::hasRun)) {
			judge(step);
		}
	}

	/**
	 * Stop writing, and compare: behind a step, because what was lost there would be
	 * written again with the rows' next changes otherwise.
	 */
	private void judge(Step step) {
		this.writers.alone(() -> {
			settle();
			this.stage.calm();
			if (step.server().equals("redis")) {
				this.stage.awaitRedis();
			}
			else {
				this.stage.awaitElasticsearch();
			}
		});
	}

	/** The other Redis becomes a replica, perhaps lags, and takes over. */
	private void failOver() {
		this.stage.redisProxy.clearRules();
		settle();
		RedisServer primary = this.stage.redis();
		RedisServer replica = this.stage.otherRedis();
		try (RedisCopies copies = new RedisCopies(replica)) {
			copies.commands().replicaof(primary.host(), primary.port());
			Awaitility.await()
				.atMost(Stage.PATIENCE)
				.until(() -> copies.commands().info("replication").contains("master_link_status:up"));
			if (this.random.nextBoolean()) {
				// From here on it has nothing of what the primary acknowledges.
				copies.commands().replicaofNoOne();
				awaitWork();
			}
			this.redis.losing(() -> {
				primary.kill();
				copies.commands().replicaofNoOne();
				this.stage.useRedis(replica);
			});
		}
		primary.start();
	}

	/**
	 * Many rows are changed between a chunk's read and its place in the stream, as all
	 * that the database is asked takes its time, and the writing does not.
	 */
	private void readAgainSlowly() {
		this.stage.databaseProxy.delay(Duration.ofMillis(20 + this.random.nextInt(60)));
		this.lasting.add(() -> this.stage.databaseProxy.delay(Duration.ZERO));
		this.stage.child.tell("resync shop.*");
	}

	/** As it was some time ago, its position included. */
	private void restoreRedis() {
		this.stage.redisProxy.clearRules();
		settle();
		RedisDump dump = this.stage.memories.dump(this.random);
		if (dump != null) {
			this.stage.redisProxy.refuse();
			this.redis.losing(() -> dump.restore(this.stage.redis()));
			this.stage.redisProxy.accept();
		}
	}

	/** What cannot be written is parked, while the rest goes on. */
	private void obstruct() {
		settle();
		try {
			this.stage.obstruct(this.stage.workload().nextPrices().stream().map((price) -> "priced:" + price).toList());
		}
		catch (SQLException | RuntimeException ex) {
			logger.info("... not now: {}", ex.getMessage());
		}
		this.lasting.add(() -> {
			if (this.stage.redis().isRunning()) {
				this.stage.clearTheWay();
			}
		});
	}

	private void setPositionsBack() {
		this.stage.elasticsearchProxy.clearRules();
		settle();
		Memories.Positions past = this.stage.memories.positions(this.random);
		if (past == null) {
			return;
		}
		this.stage.child.kill();
		try {
			Files.write(this.stage.handlersPosition(), past.handlers());
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
		this.stage.elasticsearch.start();
		// It remembers them for a minute, and what comes again may be older.
		this.elasticsearch.forgetDeletions();
		ElasticsearchCopies documents = new ElasticsearchCopies(this.stage.elasticsearch);
		// It may take its time when it has just been started.
		Awaitility.await().atMost(Stage.PATIENCE).pollDelay(Duration.ZERO).ignoreExceptions().until(() -> {
			documents.setPositions(past.elasticsearch());
			return true;
		});
	}

	private void define(Definition definition) {
		this.writers.alone(() -> {
			try {
				definition.make();
				for (Workload workload : this.stage.workloads) {
					workload.reload();
				}
			}
			catch (SQLException ex) {
				throw new IllegalStateException(ex);
			}
		});
	}

	/** Wait until the application has been seen at work, if what lasts lets it. */
	void awaitWork() {
		int before = this.stage.journal.read().size();
		if (!works(before, Duration.ofSeconds(3))) {
			settle();
			works(before, Duration.ofSeconds(20));
		}
	}

	private boolean works(int before, Duration limit) {
		return becomes(limit, () -> {
			this.stage.child.start();
			return this.stage.journal.read().size() > before;
		});
	}

	private static boolean becomes(Duration limit, Callable<Boolean> condition) {
		try {
			Awaitility.await()
				.atMost(limit)
				.pollDelay(Duration.ZERO)
				.pollInterval(Duration.ofMillis(20))
				.until(condition);
			return true;
		}
		catch (ConditionTimeoutException ex) {
			return false;
		}
	}

	private void pass(int most) {
		Writers.pass(this.random.nextInt(most));
	}

	/**
	 * Changes tables as a whole.
	 */
	private interface Definition {

		void make() throws SQLException;

	}

}
