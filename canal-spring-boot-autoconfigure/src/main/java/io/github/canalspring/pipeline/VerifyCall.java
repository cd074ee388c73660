package io.github.canalspring.pipeline;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;

import io.github.canalspring.Verification;
import io.github.canalspring.Verify;
import io.github.canalspring.VerifyReport;
import io.github.canalspring.sink.TablePattern;
import io.github.canalspring.source.ChunkLimit;
import io.github.canalspring.source.KeyRange;
import io.github.canalspring.source.SourceException;
import io.github.canalspring.source.SourceUnreachableException;
import io.github.canalspring.source.TableId;
import io.github.canalspring.source.TableReader;
import io.github.canalspring.source.TableSchema;
import io.github.canalspring.verify.VerifyTask;

/**
 * Has the pipelines that a request concerns compare their copies, one after the other.
 */
final class VerifyCall {

	private final Verify request;

	private final List<Pipeline> pipelines;

	private final TablePattern pattern;

	private final KeyRange range;

	VerifyCall(Verify request, List<Pipeline> pipelines) {
		this.request = request;
		this.pipelines = pipelines;
		this.pattern = TablePattern.parse(request.rows().table());
		this.range = new KeyRange(request.rows().from(), request.rows().to());
	}

	VerifyReport run() throws InterruptedException {
		Map<Pipeline, List<TableId>> wanted = wanted();
		if (!this.range.equals(KeyRange.ALL) && wanted.values().stream().anyMatch((tables) -> tables.size() > 1)) {
			throw new IllegalArgumentException(
					"A range is of one table, but " + this.request.rows().table() + " stands for several");
		}
		List<Verification> done = new ArrayList<>();
		for (Map.Entry<Pipeline, List<TableId>> entry : wanted.entrySet()) {
			done.add(entry.getKey()
				.verifier()
				.verify(new VerifyTask(entry.getValue(), this.range, this.request.mend(), this.request.examples())));
		}
		return new VerifyReport(done);
	}

	private Map<Pipeline, List<TableId>> wanted() {
		Map<Pipeline, List<TableId>> wanted = new LinkedHashMap<>();
		for (Pipeline pipeline : this.pipelines) {
			PipelineDefinition definition = pipeline.definition();
			Predicate<TableId> rows = (table) -> this.pattern.matches(table) && definition.filter().test(table)
					&& definition.sink().wants(table) && definition.sink().wantsSnapshot(table);
			TableReader reader = definition.source().tableReader();
			if (reader != null && pipeline.verifier().isPossible()) {
				List<TableId> tables = definition.source().describe(rows).stream().map(TableSchema::id).toList();
				tables.forEach((table) -> requireReadable(reader, table));
				if (!tables.isEmpty()) {
					wanted.put(pipeline, tables);
				}
			}
		}
		if (wanted.isEmpty()) {
			Tables.require("A comparison", this.pipelines);
			throw new IllegalArgumentException("There is no table " + this.request.rows().table() + " of which "
					+ ((this.request.rows().pipeline() != null) ? "'" + this.request.rows().pipeline() + "'" : "a sink")
					+ " keeps copies that can be compared with MySQL");
		}
		return wanted;
	}

	/** So that who asks is told. */
	private void requireReadable(TableReader reader, TableId table) {
		try {
			if (reader.outline(table).key().isEmpty()) {
				throw new IllegalArgumentException("Table " + table
						+ " has neither a primary key nor a unique key without NULL, so its rows cannot be read in "
						+ "parts. Give it one");
			}
			reader.read(table, this.range, List.of(), new ChunkLimit(1, 1));
		}
		catch (SourceUnreachableException ex) {
			throw ex;
		}
		catch (SourceException ex) {
			throw new IllegalArgumentException(ex.getMessage() + ". " + ex.remedy(), ex);
		}
	}

}
