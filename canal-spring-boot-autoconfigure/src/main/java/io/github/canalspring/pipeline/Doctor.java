package io.github.canalspring.pipeline;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

import io.github.canalspring.Finding;
import io.github.canalspring.Finding.Severity;
import io.github.canalspring.source.ChangeSource;
import io.github.canalspring.source.SourceException;
import io.github.canalspring.source.StartFrom;
import io.github.canalspring.source.TableId;
import io.github.canalspring.source.TableSchema;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Looks at sources, and at the tables that pipelines want of them.
 */
final class Doctor {

	private static final Logger logger = LoggerFactory.getLogger(Doctor.class);

	private final Collection<PipelineDefinition> pipelines;

	Doctor(Collection<PipelineDefinition> pipelines) {
		this.pipelines = pipelines;
	}

	/**
	 * Look at all sources.
	 * @return what was found, the worst first, each once
	 */
	List<Finding> findings() {
		Map<ChangeSource, List<PipelineDefinition>> bySource = new IdentityHashMap<>();
		this.pipelines.forEach(
				(pipeline) -> bySource.computeIfAbsent(pipeline.source(), (key) -> new ArrayList<>()).add(pipeline));
		return bySource.entrySet()
			.stream()
			.flatMap((entry) -> findings(entry.getKey(), entry.getValue()).stream())
			.distinct()
			.sorted(Comparator.comparing(Finding::severity).reversed())
			.toList();
	}

	private static List<Finding> findings(ChangeSource source, List<PipelineDefinition> pipelines) {
		List<Finding> findings = new ArrayList<>();
		try {
			findings.addAll(source
				.diagnose(pipelines.stream().flatMap((each) -> each.sink().tables().stream()).distinct().toList()));
			for (TableSchema table : source
				.describe((id) -> pipelines.stream().anyMatch((pipeline) -> wants(pipeline, id)))) {
				pipelines.stream()
					.filter((pipeline) -> wants(pipeline, table.id()))
					.forEach((pipeline) -> findings.addAll(findings(pipeline, table)));
			}
		}
		catch (SourceException ex) {
			findings.add(new Finding(Severity.ERROR, source.describe(), String.valueOf(ex.getMessage()),
					"No changes are read", ex.remedy()));
		}
		return findings;
	}

	private static boolean wants(PipelineDefinition pipeline, TableId table) {
		return pipeline.filter().test(table) && pipeline.sink().wants(table);
	}

	private static List<Finding> findings(PipelineDefinition pipeline, TableSchema table) {
		List<Finding> findings = new ArrayList<>(pipeline.sink().diagnose(table));
		if (table.primaryKey().isEmpty()) {
			StartFrom configured = pipeline.startFrom();
			StartFrom start = (configured != null) ? configured : pipeline.sink().defaultStart();
			boolean snapshot = start instanceof StartFrom.Snapshot;
			findings.add(new Finding(snapshot ? Severity.WARNING : Severity.INFO, table.id().toString(),
					"Table " + table.id() + ", which '" + pipeline.name() + "' wants, has no primary key", snapshot
							? "Without a unique key over columns that are NOT NULL either, its existing rows cannot be read and a "
									+ "snapshot stops at it"
							: "Its rows cannot be told apart, so order is kept for the whole table only",
					"ALTER TABLE " + table.id() + " ADD PRIMARY KEY (...)"));
		}
		return findings;
	}

	/**
	 * Log findings in one piece.
	 */
	static void log(List<Finding> findings) {
		if (findings.isEmpty()) {
			return;
		}
		String text = findings.stream()
			.map((finding) -> "%n  %s %s: %s.%n    %s.%n    -> %s".formatted(finding.severity(), finding.subject(),
					finding.problem(), finding.consequence(), finding.remedySql()))
			.collect(Collectors.joining());
		if (findings.get(0).severity() == Severity.INFO) {
			logger.info("About the database:{}", text);
		}
		else {
			logger.warn("About the database:{}", text);
		}
	}

}
