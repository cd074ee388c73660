package org.elasticsearch.node;

import java.io.IOException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

import org.elasticsearch.common.logging.LogConfigurator;
import org.elasticsearch.common.settings.Settings;
import org.elasticsearch.env.Environment;
import org.elasticsearch.plugins.ClassPathPlugins;
import org.elasticsearch.plugins.PluginsLoader;
import org.elasticsearch.plugins.PluginsService;
import org.elasticsearch.rest.RestController;

/**
 * Starts one Elasticsearch node out of jars on the class path; its settings are the
 * arguments, each {@code name=value}. In this package because a node's services can only
 * be chosen here. Compiled against Elasticsearch 8 and run with 9 as well: it must use
 * only what is the same in both.
 */
public final class ClassPathNode extends Node {

	private static final long CLOSE_TIMEOUT_SECONDS = 20;

	private ClassPathNode(Environment environment) {
		super(NodeConstruction.prepareConstruction(environment, ClassPathPlugins.noBundles(), new Services(), true));
		// Comes with a module of the distribution that Maven Central does not have.
		injector().getInstance(RestController.class).registerHandler(new RootHandler(environment.settings()));
	}

	public static void main(String[] arguments) throws Exception {
		LogConfigurator.configureESLogging();
		ClassPathNode node = new ClassPathNode(environment(arguments));
		Runtime.getRuntime().addShutdownHook(new Thread(() -> shutDown(node), "shutdown"));
		node.start();
		new CountDownLatch(1).await();
	}

	private static Environment environment(String[] arguments) {
		Map<String, String> settings = new HashMap<>();
		for (String argument : arguments) {
			int equals = argument.indexOf('=');
			settings.put(argument.substring(0, equals), argument.substring(equals + 1));
		}
		return InternalSettingsPreparer.prepareEnvironment(Settings.EMPTY, settings,
				Path.of(settings.get("path.home"), "config"), () -> "canal");
	}

	private static void shutDown(ClassPathNode node) {
		try {
			node.close();
			node.awaitClose(CLOSE_TIMEOUT_SECONDS, TimeUnit.SECONDS);
		}
		catch (IOException ex) {
			ex.printStackTrace();
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
		}
	}

	private static final class Services extends NodeServiceProvider {

		@Override
		PluginsService newPluginService(Environment environment, PluginsLoader pluginsLoader) {
			return new ClassPathPlugins(environment.settings(), environment.configDir());
		}

	}

}
