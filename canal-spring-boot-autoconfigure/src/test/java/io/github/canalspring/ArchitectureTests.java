package io.github.canalspring;

import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.domain.JavaPackage;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.lang.ArchRule;
import org.jspecify.annotations.NullMarked;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.context.annotation.Bean;

import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.methods;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThat;

/**
 * Holds the arrows of docs/architecture.md.
 */
class ArchitectureTests {

	private static final String ROOT = "io.github.canalspring";

	/**
	 * Who may use whom. The empty name is the root package. Packages of one technology
	 * each never see each other.
	 */
	private static final Map<String, Set<String>> ARROWS = Map.ofEntries(Map.entry("", Set.of()),
			Map.entry("event", Set.of()), Map.entry("source", Set.of("", "event")), Map.entry("checkpoint", Set.of()),
			Map.entry("cache", Set.of()), Map.entry("subscription", Set.of("", "source", "event", "sink")),
			Map.entry("source.mysql", Set.of("", "source", "event")), Map.entry("canal", Set.of()),
			Map.entry("serve", Set.of("canal", "source", "event", "checkpoint")),
			Map.entry("source.canal", Set.of("canal", "source", "event")),
			Map.entry("source.kafka", Set.of("message", "source", "event")),
			Map.entry("snapshot", Set.of("", "source", "event")), Map.entry("sink", Set.of("", "source", "event")),
			Map.entry("message", Set.of("sink", "source", "event")),
			Map.entry("sink.redis", Set.of("", "sink", "source", "event")),
			Map.entry("sink.elasticsearch", Set.of("sink", "source", "event")),
			Map.entry("sink.kafka", Set.of("message", "sink", "source", "event", "checkpoint")),
			Map.entry("sink.handler", Set.of("", "sink", "source", "event", "checkpoint")),
			Map.entry("parking", Set.of("", "checkpoint", "source", "event")),
			Map.entry("verify", Set.of("", "sink", "snapshot", "source", "event")),
			Map.entry("pipeline", Set.of("", "sink", "source", "event", "parking", "checkpoint", "verify")),
			Map.entry("actuate", Set.of("", "pipeline")),
			Map.entry("autoconfigure",
					Set.of("", "event", "cache", "canal", "serve", "source", "source.mysql", "source.canal",
							"source.kafka", "snapshot", "subscription", "checkpoint", "message", "sink", "sink.redis",
							"sink.elasticsearch", "sink.kafka", "sink.handler", "parking", "pipeline", "verify",
							"actuate")));

	/** Where the types of a library may be used, besides {@code autoconfigure}. */
	private static final Map<String, Set<String>> LIBRARIES = Map.ofEntries(
			Map.entry("org.apache.zookeeper..", Set.of("source.canal")),
			Map.entry("com.github.shyiko..", Set.of("source.mysql")),
			Map.entry("com.google.protobuf..", Set.of("canal", "source.canal", "serve")),
			Map.entry("java.sql..", Set.of("source.mysql")), Map.entry("io.lettuce..", Set.of("sink.redis")),
			Map.entry("org.springframework.data.redis..", Set.of("sink.redis", "cache")),
			Map.entry("co.elastic..", Set.of("sink.elasticsearch")),
			Map.entry("org.springframework.messaging..", Set.of("sink.handler")),
			Map.entry("io.micrometer..", Set.of("actuate")),
			Map.entry("org.springframework.boot.health..", Set.of("actuate")),
			Map.entry("org.apache.kafka..", Set.of("sink.kafka", "source.kafka")));

	private static final JavaClasses CLASSES = new ClassFileImporter()
		.withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
		.withImportOption((location) -> !location.contains("/canalspring/servers/"))
		.importPackages(ROOT);

	@Test
	void everyPackageHasItsArrows() {
		assertThat(packages().map(JavaPackage::getName))
			.containsExactlyInAnyOrderElementsOf(ARROWS.keySet().stream().map(ArchitectureTests::fullName).toList());
	}

	@ParameterizedTest
	@MethodSource
	void dependsOnlyOnWhatItsArrowsPointTo(String name) {
		Stream<String> allowed = Stream.concat(Stream.of(name), ARROWS.get(name).stream());
		check(classes().that()
			.resideInAPackage(fullName(name))
			.should()
			.onlyDependOnClassesThat(resideInAPackage(ROOT + "..").negate()
				.or(resideInAnyPackage(allowed.map(ArchitectureTests::fullName).toArray(String[]::new)))));
	}

	static Set<String> dependsOnlyOnWhatItsArrowsPointTo() {
		return ARROWS.keySet();
	}

	@Test
	void hasNoCycles() {
		check(slices().matching(ROOT + ".(**)").should().beFreeOfCycles());
	}

	@ParameterizedTest
	@MethodSource
	void aLibraryIsUsedInItsPackagesOnly(String library) {
		check(noClasses().that()
			.resideOutsideOfPackages(Stream.concat(LIBRARIES.get(library).stream(), Stream.of("autoconfigure"))
				.map(ArchitectureTests::fullName)
				.toArray(String[]::new))
			.should()
			.dependOnClassesThat()
			.resideInAPackage(library));
	}

	static Set<String> aLibraryIsUsedInItsPackagesOnly() {
		return LIBRARIES.keySet();
	}

	@Test
	void thereIsOneJackson() {
		check(noClasses().should()
			.dependOnClassesThat()
			.resideInAnyPackage("com.fasterxml.jackson.core..", "com.fasterxml.jackson.databind.."));
	}

	@Test
	void autoConfigurationsOfferNothingToCallers() {
		check(classes().that()
			.areAnnotatedWith(AutoConfiguration.class)
			.should()
			.bePublic()
			.andShould()
			.haveModifier(JavaModifier.FINAL)
			.andShould()
			.haveSimpleNameEndingWith("AutoConfiguration"));
		check(methods().that().areAnnotatedWith(Bean.class).should().bePackagePrivate());
		List<JavaClass> configurations = CLASSES.stream()
			.filter((type) -> type.isAnnotatedWith(AutoConfiguration.class))
			.toList();
		assertThat(configurations).isNotEmpty();
		assertThat(configurations).flatExtracting(JavaClass::getMembers)
			.filteredOn((member) -> member.getModifiers().contains(JavaModifier.PUBLIC))
			.allMatch((member) -> member.getName().equals("<init>"));
	}

	@Test
	void namesSayWhatATypeDoes() {
		check(noClasses().should().haveNameMatching(".*(Util|Utils|Helper|Manager|Impl)(\\$.*)?"));
	}

	@Test
	void nullIsDeclaredEverywhere() {
		assertThat(packages()).allMatch((type) -> type.isAnnotatedWith(NullMarked.class));
	}

	@Test
	void lessThanHalfOfTheTypesArePublic() {
		List<JavaClass> types = CLASSES.stream().filter(ArchitectureTests::isTopLevel).toList();
		assertThat(types.stream().filter((type) -> type.getModifiers().contains(JavaModifier.PUBLIC)))
			.hasSizeLessThan((types.size() + 1) / 2);
	}

	private static boolean isTopLevel(JavaClass type) {
		return type.isTopLevelClass() && !type.getSimpleName().equals("package-info");
	}

	private static Stream<JavaPackage> packages() {
		return CLASSES.stream()
			.filter(ArchitectureTests::isTopLevel)
			.map(JavaClass::getPackage)
			.collect(Collectors.toSet())
			.stream();
	}

	private static String fullName(String name) {
		return name.isEmpty() ? ROOT : ROOT + "." + name;
	}

	private static void check(ArchRule rule) {
		rule.check(CLASSES);
	}

}
