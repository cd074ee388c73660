package io.github.canalspring.autoconfigure;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

import com.zaxxer.hikari.HikariDataSource;
import io.github.canalspring.CanalOperations;
import io.github.canalspring.CanalTable;
import io.github.canalspring.PipelineStatus;
import io.github.canalspring.PipelineStatus.State;
import io.github.canalspring.autoconfigure.CanalConnectionDetails.Node;
import io.github.canalspring.checkpoint.CheckpointStore;
import io.github.canalspring.checkpoint.FileCheckpointStore;
import io.github.canalspring.event.Row;
import io.github.canalspring.event.RowEvent;
import io.github.canalspring.pipeline.Pipelines;
import io.github.canalspring.sink.Sink;
import io.github.canalspring.source.ChangeSource;
import io.github.canalspring.source.SourceUnreachableException;
import io.github.canalspring.source.StartFrom;
import io.github.canalspring.source.Turn;
import io.github.canalspring.source.TableId;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.context.properties.bind.UnboundConfigurationPropertiesException;
import org.springframework.boot.jdbc.autoconfigure.DataSourceAutoConfiguration;
import org.springframework.boot.test.context.FilteredClassLoader;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.mockito.ArgumentMatchers.any;
import static org.mockito.ArgumentMatchers.eq;
import static org.mockito.BDDMockito.given;
import static org.mockito.BDDMockito.then;
import static org.mockito.BDDMockito.willThrow;
import static org.mockito.Mockito.atLeastOnce;
import static org.mockito.Mockito.mock;

/**
 * Tests for {@link CanalAutoConfiguration}.
 */
@ExtendWith(OutputCaptureExtension.class)
class CanalAutoConfigurationTests {

	private final ApplicationContextRunner contextRunner = new ApplicationContextRunner()
		.withConfiguration(AutoConfigurations.of(CanalAutoConfiguration.class));

	@Test
	void withoutHandlersAndSinksNothingIsReadAndNothingNeedsToBeConfigured(CapturedOutput output) {
		this.contextRunner.run((context) -> {
			assertThat(context).hasSingleBean(CanalOperations.class);
			assertThat(context.getBean(CanalOperations.class).status().pipelines()).isEmpty();
			assertThat(context.getBeanFactory().containsSingleton("canalChangeSource")).isFalse();
			assertThat(output)
				.contains("There is no @CanalTable method and no sink under canal.sinks, so no changes are read");
		});
	}

	@Test
	void startsAlthoughTheDatabaseIsNotThere(@TempDir Path directory) {
		this.contextRunner.withUserConfiguration(HandlerConfiguration.class)
			.withPropertyValues(nowhere())
			.withPropertyValues("canal.checkpoint.directory=" + directory)
			.run((context) -> {
				assertThat(context).hasNotFailed();
				CanalOperations operations = context.getBean(CanalOperations.class);
				await().untilAsserted(
						() -> assertThat(operations.status().pipelines()).singleElement().satisfies((pipeline) -> {
							assertThat(pipeline.name()).isEqualTo("handlers");
							assertThat(pipeline.state()).isIn(State.STARTING, State.DISCONNECTED);
							assertThat(pipeline.error()).isNotBlank().doesNotContain("secret");
						}));
			});
	}

	@Test
	void failsWhereHandlersHaveNothingToReadFrom() {
		this.contextRunner.withUserConfiguration(HandlerConfiguration.class)
			.run((context) -> assertThat(context).getFailure()
				.rootCause()
				.isInstanceOf(SetupException.class)
				.hasMessageContaining("canal.server.ip is not set"));
	}

	@Test
	void readsFromTheApplicationsDatabase() {
		this.contextRunner.withConfiguration(AutoConfigurations.of(DataSourceAutoConfiguration.class))
			.withPropertyValues("spring.datasource.url=jdbc:mysql://db1:3307,db2/shop", "spring.datasource.username=u",
					"spring.datasource.password=p")
			.run((context) -> {
				CanalConnectionDetails details = context.getBean(CanalConnectionDetails.class);
				assertThat(details.getNodes()).containsExactly(new Node("db1", 3307), new Node("db2", 3306));
				assertThat(details.getUsername()).isEqualTo("u");
				assertThat(details.getPassword()).isEqualTo("p");
			});
	}

	@Test
	void readsFromADataSourceOfTheApplicationsOwn() {
		this.contextRunner.withBean(HikariDataSource.class, CanalAutoConfigurationTests::dataSource)
			.run((context) -> assertThat(context.getBean(CanalConnectionDetails.class).getNodes())
				.containsExactly(new Node("db3", 3306)));
	}

	@Test
	void connectionDetailsOfTheApplicationGoFirst() {
		CanalConnectionDetails details = mock();
		this.contextRunner.withBean(CanalConnectionDetails.class, () -> details)
			.withPropertyValues(nowhere())
			.run((context) -> assertThat(context.getBean(CanalConnectionDetails.class)).isSameAs(details));
	}

	@Test
	void aSourceOfTheApplicationGoesFirst() {
		ChangeSource source = unreachable();
		this.contextRunner.withUserConfiguration(HandlerConfiguration.class)
			.withBean(ChangeSource.class, () -> source)
			.withBean(CheckpointStore.class, () -> mock(CheckpointStore.class))
			.run((context) -> {
				assertThat(context).hasNotFailed();
				then(source).should(atLeastOnce()).check(List.of(new TableId("shop", "product")));
			});
	}

	@Test
	void aCheckpointStoreOfTheApplicationGoesFirst() {
		CheckpointStore store = mock();
		this.contextRunner.withBean(CheckpointStore.class, () -> store)
			.run((context) -> assertThat(context.getBean(CheckpointStore.class)).isSameAs(store));
	}

	@Test
	void operationsOfTheApplicationsTestsGoFirst() {
		CanalOperations operations = mock();
		this.contextRunner.withUserConfiguration(HandlerConfiguration.class)
			.withBean(CanalOperations.class, () -> operations)
			.run((context) -> {
				assertThat(context).hasNotFailed().doesNotHaveBean(Pipelines.class);
				assertThat(context.getBean(CanalOperations.class)).isSameAs(operations);
			});
	}

	@Test
	void keepsCheckpointsInTheConfiguredFolder(@TempDir Path directory) {
		this.contextRunner.withPropertyValues("canal.checkpoint.directory=" + directory.resolve("positions"))
			.run((context) -> {
				context.getBean(FileCheckpointStore.class).save("shop-handlers", "here");
				assertThat(directory.resolve("positions")).isNotEmptyDirectory();
			});
	}

	@Test
	void keepsCheckpointsInTheUsersHomeByDefault(@TempDir Path home) {
		this.contextRunner.withSystemProperties("user.home=" + home)
			.withPropertyValues("spring.application.name=shop")
			.run((context) -> {
				context.getBean(FileCheckpointStore.class).save("shop-handlers", "here");
				assertThat(home.resolve(".canal-spring/shop")).isNotEmptyDirectory();
			});
	}

	@Test
	void asksForAFolderWhereTheUserHasNoHome() {
		this.contextRunner.withSystemProperties("user.home=?")
			.withUserConfiguration(HandlerConfiguration.class)
			.withPropertyValues(nowhere())
			.run((context) -> assertThat(context).getFailure()
				.rootCause()
				.hasMessage(
						"Property canal.checkpoint.directory with value 'null' is invalid: not set, and the user has "
								+ "no home folder for the positions of handlers. Write a folder that is kept over restarts, "
								+ "such as /var/lib/shop/canal."));
	}

	@Test
	void everySinkHasAPipeline() {
		this.contextRunner.withBean("first", Sink.class, () -> sink("first"))
			.withBean("second", Sink.class, () -> sink("second"))
			.withBean(ChangeSource.class, CanalAutoConfigurationTests::unreachable)
			.run((context) -> assertThat(context.getBean(CanalOperations.class).status().pipelines())
				.extracting(PipelineStatus::name)
				.containsExactly("first", "second"));
	}

	@Test
	void startsWhereItIsTold() {
		ChangeSource source = mock();
		given(source.turn()).willReturn(Turn.ALWAYS);
		this.contextRunner.withBean(Sink.class, () -> sink("first"))
			.withBean(ChangeSource.class, () -> source)
			.withPropertyValues("canal.start-from=earliest")
			.run((context) -> await()
				.untilAsserted(() -> then(source).should(atLeastOnce()).resolve(eq(new StartFrom.Earliest()))));
	}

	@Test
	void refusesToStartAnywhereElse() {
		this.contextRunner.withPropertyValues("canal.start-from=now")
			.run((context) -> assertThat(context).getFailure()
				.rootCause()
				.isInstanceOf(InvalidPropertyException.class)
				.hasMessageContaining("canal.start-from"));
	}

	@Test
	void refusesATableThatTheFilterLeavesOut() {
		this.contextRunner.withBean(Sink.class, () -> sink("first"))
			.withPropertyValues("canal.filter.exclude=shop\\..*")
			.run((context) -> assertThat(context).getFailure()
				.rootCause()
				.isInstanceOf(SetupException.class)
				.hasMessage("The table shop.product of 'first' is left out by canal.filter, so none of its changes "
						+ "would arrive."));
	}

	@Test
	void namesTheDriverThatIsMissing() {
		this.contextRunner.withBean(Sink.class, () -> sink("first"))
			.withPropertyValues(nowhere())
			.withClassLoader(new FilteredClassLoader("com.mysql", "org.mariadb"))
			.run((context) -> assertThat(context).getFailure()
				.rootCause()
				.isInstanceOf(SetupException.class)
				.hasMessage("There is no JDBC driver for MySQL or MariaDB on the class path."));
	}

	@Test
	void noticesAMisspeltKey() {
		this.contextRunner.withPropertyValues("canal.sinks.elasticsearch[0].idx=product")
			.run((context) -> assertThat(context).getFailure()
				.rootCause()
				.isInstanceOf(UnboundConfigurationPropertiesException.class)
				.hasMessage("The elements [canal.sinks.elasticsearch[0].idx] were left unbound."));
	}

	@Test
	void systemPropertiesOfOthersUnderTheSamePrefixDoNotMatter() {
		this.contextRunner.withSystemProperties("canal.servers=docker", "canal.mysql.home=/opt/mysql")
			.run((context) -> assertThat(context).hasNotFailed());
	}

	@Test
	void switchedOffNothingIsReadAndOperationsAreStillThere(CapturedOutput output) {
		this.contextRunner.withUserConfiguration(HandlerConfiguration.class)
			.withPropertyValues("canal.enabled=false")
			.run((context) -> {
				assertThat(context).hasNotFailed()
					.doesNotHaveBean(ChangeSource.class)
					.doesNotHaveBean("canalHandlerRegistry");
				CanalOperations operations = context.getBean(CanalOperations.class);
				assertThat(operations.status().pipelines()).isEmpty();
				operations.awaitSynced(Duration.ofSeconds(1));
				assertThat(output).doesNotContain("so no changes are read");
			});
	}

	private static HikariDataSource dataSource() {
		HikariDataSource dataSource = new HikariDataSource();
		dataSource.setJdbcUrl("jdbc:mariadb://db3/shop");
		dataSource.setUsername("shop");
		return dataSource;
	}

	/** A port that was free a moment ago, so that nobody listens there. */
	private static String[] nowhere() {
		try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
			return new String[] { "canal.server.ip=127.0.0.1", "canal.server.port=" + socket.getLocalPort(),
					"canal.server.user-name=canal", "canal.server.user-pass=secret" };
		}
		catch (IOException ex) {
			throw new IllegalStateException(ex);
		}
	}

	private static ChangeSource unreachable() {
		ChangeSource source = mock();
		given(source.turn()).willReturn(Turn.ALWAYS);
		willThrow(new SourceUnreachableException("Nothing answers", "Start it.", null)).given(source).check(any());
		return source;
	}

	private static Sink sink(String name) {
		Sink sink = mock();
		given(sink.name()).willReturn(name);
		given(sink.tables()).willReturn(List.of(new TableId("shop", "product")));
		given(sink.defaultStart()).willReturn(new StartFrom.Latest());
		return sink;
	}

	@Configuration(proxyBeanMethods = false)
	static class HandlerConfiguration {

		@Bean
		Handlers handlers() {
			return new Handlers();
		}

	}

	static class Handlers {

		private @Nullable RowEvent<Row> last;

		@CanalTable("shop.product")
		void changed(RowEvent<Row> event) {
			this.last = event;
		}

	}

}
