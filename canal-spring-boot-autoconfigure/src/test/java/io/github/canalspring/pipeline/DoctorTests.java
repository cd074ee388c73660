package io.github.canalspring.pipeline;

import java.util.List;
import java.util.function.Predicate;
import java.util.stream.Stream;

import io.github.canalspring.Finding;
import io.github.canalspring.Finding.Severity;
import io.github.canalspring.sink.Sink;
import io.github.canalspring.source.ChangeSource;
import io.github.canalspring.source.SourceUnreachableException;
import io.github.canalspring.source.StartFrom;
import io.github.canalspring.source.TableId;
import io.github.canalspring.source.TableSchema;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.mockito.ArgumentMatchers;

import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

import static org.assertj.core.api.Assertions.assertThat;
import static org.mockito.ArgumentMatchers.any;
import static org.mockito.ArgumentMatchers.anyList;
import static org.mockito.BDDMockito.given;
import static org.mockito.Mockito.mock;

/**
 * Tests of {@link Doctor}.
 */
@ExtendWith(OutputCaptureExtension.class)
class DoctorTests {

	private static final TableSchema KEYED = new TableSchema(new TableId("shop", "product"), List.of(), List.of("id"));

	private static final TableSchema HEAP = new TableSchema(new TableId("shop", "log"), List.of(), List.of());

	private static final Finding SHORT = new Finding(Severity.WARNING, "retention", "It is short", "Gone soon",
			"SET GLOBAL x=1");

	private static final Finding ZONE = new Finding(Severity.INFO, "time_zone", "It differs", "Look out", "SET x");

	private final ChangeSource source = mock();

	@Test
	void bringsTogetherWhatSourceTablesAndSinksTell() {
		Finding misfit = new Finding(Severity.WARNING, "Handlers.product", "Too narrow", "Fails", "Widen");
		given(this.source.diagnose(List.of(KEYED.id()))).willReturn(List.of(ZONE, SHORT));
		tables(KEYED, HEAP);
		Sink redis = sink("redis", new StartFrom.Snapshot());
		Sink handlers = sink("handlers", new StartFrom.Latest());
		given(handlers.diagnose(KEYED)).willReturn(List.of(misfit));
		List<Finding> findings = new Doctor(List.of(definition(redis), definition(handlers))).findings();
		assertThat(findings).contains(SHORT, ZONE, misfit);
		assertThat(findings).extracting(Finding::severity).isSortedAccordingTo((one, other) -> other.compareTo(one));
		assertThat(findings).filteredOn((finding) -> finding.subject().equals("shop.log"))
			.extracting(Finding::severity)
			.containsExactly(Severity.WARNING, Severity.INFO);
	}

	@Test
	void tablesThatNobodyWantsAreNotLookedAt() {
		tables(HEAP);
		Sink redis = sink("redis", new StartFrom.Snapshot());
		PipelineDefinition filtered = new PipelineDefinition("redis", this.source, redis, (table) -> false, null);
		assertThat(new Doctor(List.of(filtered)).findings()).isEmpty();
	}

	@Test
	void aSourceThatDoesNotAnswerIsAFinding() {
		given(this.source.describe()).willReturn("MySQL at db:3306");
		given(this.source.diagnose(anyList()))
			.willThrow(new SourceUnreachableException("Nothing answers", "Start it", null));
		assertThat(new Doctor(List.of(definition(sink("redis", new StartFrom.Latest())))).findings()).containsExactly(
				new Finding(Severity.ERROR, "MySQL at db:3306", "Nothing answers", "No changes are read", "Start it"));
	}

	@Test
	void logsInOnePiece(CapturedOutput output) {
		Doctor.log(List.of());
		// Threads of other tests may still have something to say.
		assertThat(output).doesNotContain("About the database");
		Doctor.log(List.of(SHORT, ZONE));
		assertThat(output.getOut()).containsOnlyOnce("About the database:")
			.contains("  WARNING retention: It is short.", "    Gone soon.", "    -> SET GLOBAL x=1",
					"  INFO time_zone: It differs.");
	}

	private void tables(TableSchema... tables) {
		given(this.source.describe(ArgumentMatchers.<Predicate<TableId>>any())).willAnswer((call) -> {
			Predicate<TableId> wanted = call.getArgument(0);
			return Stream.of(tables).filter((table) -> wanted.test(table.id())).toList();
		});
	}

	private Sink sink(String name, StartFrom start) {
		Sink sink = mock();
		given(sink.name()).willReturn(name);
		given(sink.tables()).willReturn(List.of(KEYED.id()));
		given(sink.wants(any())).willReturn(true);
		given(sink.defaultStart()).willReturn(start);
		return sink;
	}

	private PipelineDefinition definition(Sink sink) {
		return new PipelineDefinition(sink.name(), this.source, sink, (table) -> true, null);
	}

}
