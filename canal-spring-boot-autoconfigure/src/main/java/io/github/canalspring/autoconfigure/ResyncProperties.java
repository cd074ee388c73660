package io.github.canalspring.autoconfigure;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.stream.IntStream;

import io.github.canalspring.Resync;
import io.github.canalspring.pipeline.PipelineDefinition;
import io.github.canalspring.pipeline.StandingResync;
import io.github.canalspring.sink.TablePattern;
import org.jspecify.annotations.Nullable;

/**
 * A resync that is done once, as an application writes it under {@code canal.resync}.
 *
 * @param table Table as database.table, with * for any run of characters.
 * @param id Any text. The table is read again when it is another one than before.
 * @param pipeline Pipeline to do it in. All that keep the table when not set.
 * @param rebuild Whether its index is built anew.
 */
record ResyncProperties(@Nullable String table, @Nullable String id, @Nullable String pipeline, boolean rebuild) {

	/**
	 * Read all entries.
	 * @param entries the entries
	 * @return the resyncs in the same order
	 */
	static List<StandingResync> read(List<ResyncProperties> entries) {
		List<StandingResync> read = new ArrayList<>();
		for (int index = 0; index < entries.size(); index++) {
			StandingResync resync = entries.get(index).read("canal.resync[" + index + "].");
			if (read.stream().anyMatch((earlier) -> isSame(earlier.request(), resync.request()))) {
				throw new InvalidPropertyException("canal.resync[" + index + "].table", resync.request().table(),
						"in an earlier entry, too, so that one id would take the place of the other at each start",
						"Keep one of the entries, or give each another pipeline.");
			}
			read.add(resync);
		}
		return read;
	}

	private StandingResync read(String item) {
		TablePattern pattern = SinkMappings.table(item, this.table);
		String name = InvalidPropertyException.read(item + "id", this.id, "2026-11-20", String::strip);
		Resync request = Resync.table(pattern.toString());
		request = (this.pipeline != null) ? request.in(this.pipeline) : request;
		return new StandingResync(this.rebuild ? request.rebuild() : request, name);
	}

	private static boolean isSame(Resync one, Resync other) {
		return one.table().equalsIgnoreCase(other.table())
				&& (one.pipeline() == null || other.pipeline() == null || one.pipeline().equals(other.pipeline()));
	}

	/**
	 * Refuse entries that no pipeline would ever do.
	 * @param resyncs all entries
	 * @param pipelines all pipelines
	 */
	static void requirePossible(List<StandingResync> resyncs, List<PipelineDefinition> pipelines) {
		List<String> names = pipelines.stream().map(PipelineDefinition::name).toList();
		IntStream.range(0, resyncs.size()).forEach((index) -> {
			String pipeline = resyncs.get(index).request().pipeline();
			if (pipeline != null && !names.contains(pipeline)) {
				throw new InvalidPropertyException("canal.resync[" + index + "].pipeline", pipeline,
						"not the name of a pipeline that reads tables", "Write one of " + names + ", or leave it out.");
			}
			String table = resyncs.get(index).request().table();
			boolean wanted = pipelines.stream()
				.filter((each) -> each.resyncs().contains(resyncs.get(index)))
				.anyMatch((each) -> TablePattern.exact(List.of(TablePattern.parse(table)))
					.stream()
					.allMatch((id) -> each.sink().wants(id) && each.sink().wantsSnapshot(id)));
			if (!wanted) {
				throw new InvalidPropertyException("canal.resync[" + index + "].table", table, "no table whose rows "
						+ Objects.requireNonNullElse(pipeline, "a sink") + ", or a handler with snapshot = true, wants",
						"Correct it, or remove the entry.");
			}
		});
	}

}
