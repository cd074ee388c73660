package io.github.canalspring.pipeline;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Clock;
import java.time.Duration;
import java.util.Collections;
import java.util.Comparator;
import java.util.IdentityHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import java.util.function.Supplier;
import java.util.stream.Stream;

import io.github.canalspring.CanalOperations;
import io.github.canalspring.CanalStatus;
import io.github.canalspring.Finding;
import io.github.canalspring.ParkedKey;
import io.github.canalspring.Resync;
import io.github.canalspring.Verify;
import io.github.canalspring.VerifyReport;
import io.github.canalspring.source.ChangeSource;
import io.github.canalspring.source.SourceException;
import io.github.canalspring.source.SourceUnreachableException;
import io.github.canalspring.source.TableId;
import io.github.canalspring.verify.VerifySettings;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import org.springframework.context.SmartLifecycle;

/**
 * All pipelines of the application. They start after everything else and stop before it,
 * so that what handlers and sinks use is there as long as they run.
 */
public final class Pipelines implements CanalOperations, SmartLifecycle {

	private static final Logger logger = LoggerFactory.getLogger(Pipelines.class);

	private final Supplier<List<PipelineDefinition>> definitions;

	private final PartitionGroups groups;

	private final PipelineSettings settings;

	private final VerifySettings verifying;

	private final PipelineListener listener;

	private final Clock clock;

	private final Object lifecycle = new Object();

	/** The sources that were looked at. */
	private final Set<ChangeSource> known = Collections.newSetFromMap(new IdentityHashMap<>());

	private volatile @Nullable List<Pipeline> pipelines;

	private @Nullable PurgeWatch purgeWatch;

	private volatile boolean running;

	/**
	 * Create the pipelines' life cycle.
	 * @param definitions gives the pipelines; asked once, at the first start
	 * @param settings their timing
	 * @param listener told what they do
	 * @param clock the application's clock
	 */
	public Pipelines(Supplier<List<PipelineDefinition>> definitions, PipelineSettings settings,
			PipelineListener listener, Clock clock) {
		this(definitions, List::of, settings, VerifySettings.defaults(), listener, clock);
	}

	/**
	 * Create the life cycle of pipelines, some of which come and go with partitions.
	 * @param definitions gives the pipelines; asked once, at the first start
	 * @param partitioned gives those of sources that are split into partitions; asked
	 * once
	 * @param settings their timing
	 * @param verifying when and how copies are compared with their tables
	 * @param listener told what they do
	 * @param clock the application's clock
	 */
	public Pipelines(Supplier<List<PipelineDefinition>> definitions, Supplier<List<PipelineGroup>> partitioned,
			PipelineSettings settings, VerifySettings verifying, PipelineListener listener, Clock clock) {
		this.definitions = definitions;
		this.groups = new PartitionGroups(partitioned,
				(group) -> new PartitionPipelines(group, settings, listener, clock));
		this.settings = settings;
		this.verifying = verifying;
		this.listener = listener;
		this.clock = clock;
	}

	/**
	 * Check the sources and start the pipelines. A source that does not answer is waited
	 * for in the background.
	 * @throws SourceException if a source answers but must be set up differently
	 */
	@Override
	public void start() {
		synchronized (this.lifecycle) {
			if (this.running) {
				return;
			}
			List<Pipeline> all = (this.pipelines != null) ? this.pipelines : create();
			this.groups.prepare();
			Map<ChangeSource, Boolean> checked = check(all);
			all.stream().filter((pipeline) -> checked.get(pipeline.definition().source())).forEach(Pipeline::prepare);
			look(all, checked::get);
			this.pipelines = all;
			this.running = true;
			all.forEach((pipeline) -> pipeline.start(checked.get(pipeline.definition().source()),
					() -> look(all, (source) -> source == pipeline.definition().source())));
			this.groups.start();
			this.purgeWatch = new PurgeWatch(all);
			this.purgeWatch.start();
		}
	}

	/** Log what there is to say about sources, once for each, when it is there. */
	private void look(List<Pipeline> all, Predicate<ChangeSource> sources) {
		Set<ChangeSource> first = Collections.newSetFromMap(new IdentityHashMap<>());
		synchronized (this.known) {
			all.stream()
				.map((pipeline) -> pipeline.definition().source())
				.filter((source) -> sources.test(source) && this.known.add(source))
				.forEach(first::add);
		}
		Doctor.log(new Doctor(definitions(all, first::contains)).findings());
	}

	private List<Pipeline> create() {
		return this.definitions.get()
			.stream()
			.sorted(Comparator.comparing(PipelineDefinition::name))
			.map((definition) -> new Pipeline(definition, this.settings, this.verifying, this.listener, this.clock))
			.toList();
	}

	private static List<PipelineDefinition> definitions(List<Pipeline> pipelines, Predicate<ChangeSource> sources) {
		return pipelines.stream()
			.map(Pipeline::definition)
			.filter((definition) -> sources.test(definition.source()))
			.toList();
	}

	private static Map<ChangeSource, Boolean> check(List<Pipeline> pipelines) {
		Map<ChangeSource, Set<TableId>> tables = new IdentityHashMap<>();
		for (Pipeline pipeline : pipelines) {
			tables.computeIfAbsent(pipeline.definition().source(), (source) -> new LinkedHashSet<>())
				.addAll(pipeline.definition().sink().tables());
		}
		Map<ChangeSource, Boolean> checked = new IdentityHashMap<>();
		tables.forEach((source, named) -> checked.put(source, check(source, List.copyOf(named))));
		return checked;
	}

	private static boolean check(ChangeSource source, List<TableId> tables) {
		try {
			source.check(tables);
			return true;
		}
		catch (SourceUnreachableException ex) {
			logger.warn("{} is not there yet; the application goes on starting, changes follow when it is: {}",
					source.describe(), ex.getMessage());
			return false;
		}
	}

	@Override
	public void stop() {
		synchronized (this.lifecycle) {
			List<Pipeline> all = whole();
			this.running = false;
			if (this.purgeWatch != null) {
				this.purgeWatch.stop();
			}
			all.forEach(Pipeline::stop);
			this.groups.leave();
			try {
				PipelineStop.end(all, this.settings.stop());
			}
			catch (InterruptedException ex) {
				all.forEach(Pipeline::interrupt);
				Thread.currentThread().interrupt();
			}
			this.groups.awaitLeft();
		}
	}

	@Override
	public void stop(Runnable callback) {
		// The phase's other members are not to wait for us, nor is a slow handler to
		// block
		// the caller beyond the phase's own time limit.
		new Thread(() -> {
			try {
				stop();
			}
			finally {
				callback.run();
			}
		}, "canal-stop").start();
	}

	@Override
	public boolean isRunning() {
		return this.running;
	}

	@Override
	public int getPhase() {
		return Integer.MAX_VALUE - 100;
	}

	@Override
	public CanalStatus status() {
		return new CanalStatus(Stream.concat(this.groups.status(), started().stream().map(Pipeline::status)).toList());
	}

	@Override
	public void pause(String name) {
		pipeline(name).pause();
	}

	@Override
	public void resume(String name) {
		pipeline(name).resume();
	}

	@Override
	public void resync(Resync request) throws InterruptedException {
		new ResyncCall(request, withTables("A resync", request.pipeline())).run();
	}

	@Override
	public VerifyReport verify(Verify request) throws InterruptedException {
		return new VerifyCall(request, withTables("A comparison", request.rows().pipeline())).run();
	}

	/** The pipeline of a name or all, none of which reads partitions. */
	private List<Pipeline> withTables(String what, @Nullable String name) {
		if (name == null || whole().stream().noneMatch((each) -> each.definition().name().equals(name))) {
			this.groups.requireNone(what, Tables.INSTEAD);
		}
		return (name != null) ? List.of(pipeline(name)) : started();
	}

	@Override
	public void pauseSnapshot(String name) {
		pipeline(name).pauseSnapshot(true);
	}

	@Override
	public void resumeSnapshot(String name) {
		pipeline(name).pauseSnapshot(false);
	}

	@Override
	public List<ParkedKey> parked() {
		return started().stream().flatMap((pipeline) -> pipeline.parking().list().stream()).toList();
	}

	@Override
	public void replayParked(String name) {
		pipeline(name).parking().requestReplay();
	}

	@Override
	public boolean discardParked(String name, String key) {
		try {
			return pipeline(name).parking().discard(key);
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	@Override
	public void awaitSynced(Duration timeout) throws InterruptedException {
		this.groups.requireNone("To wait until everything is synced", "Wait for what you expect to see");
		new SyncWait(started(), timeout).await();
	}

	@Override
	public List<Finding> diagnose() {
		return new Doctor(definitions(started(), (source) -> true)).findings();
	}

	private Pipeline pipeline(String name) {
		List<Pipeline> all = started();
		return all.stream()
			.filter((pipeline) -> pipeline.definition().name().equals(name))
			.findFirst()
			.orElseThrow(() -> new IllegalArgumentException("There is no pipeline '" + name + "', only "
					+ all.stream().map((pipeline) -> pipeline.definition().name()).toList()));
	}

	/** Those of partitions too. */
	private List<Pipeline> started() {
		return Stream.concat(whole().stream(), this.groups.pipelines()).toList();
	}

	private List<Pipeline> whole() {
		List<Pipeline> all = this.pipelines;
		return (all != null) ? all : List.of();
	}

}
