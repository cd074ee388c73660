package org.elasticsearch.plugins;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;

import org.elasticsearch.common.settings.Settings;

/**
 * Takes Elasticsearch's plugins from the class path, where the distribution would look
 * for folders. In this package because a loaded plugin can only be made here.
 */
public final class ClassPathPlugins extends PluginsService {

	private static final String DESCRIPTOR = "META-INF/es-plugins/transport-netty4/plugin-descriptor.properties";

	private final List<LoadedPlugin> plugins;

	public ClassPathPlugins(Settings settings, Path configuration) {
		super(settings, configuration, noBundles());
		ClassLoader classLoader = getClass().getClassLoader();
		PluginDescriptor descriptor = descriptor(classLoader);
		this.plugins = List.of(new LoadedPlugin(descriptor,
				loadPlugin(pluginClass(descriptor, classLoader), settings, configuration), classLoader));
	}

	/** A loader that has nothing to load. */
	public static PluginsLoader noBundles() {
		return PluginsLoader.createPluginsLoader(Set.of(), Set.of(), Map.of(), false);
	}

	private static PluginDescriptor descriptor(ClassLoader classLoader) {
		try (InputStream content = classLoader.getResourceAsStream(DESCRIPTOR)) {
			return PluginDescriptor.readInternalDescriptorFromStream(content);
		}
		catch (IOException ex) {
			throw new IllegalStateException(DESCRIPTOR + " on the class path cannot be read", ex);
		}
	}

	private static Class<? extends Plugin> pluginClass(PluginDescriptor descriptor, ClassLoader classLoader) {
		try {
			return classLoader.loadClass(descriptor.getClassname()).asSubclass(Plugin.class);
		}
		catch (ClassNotFoundException ex) {
			throw new IllegalStateException(descriptor.getName() + " is not complete", ex);
		}
	}

	@Override
	protected List<LoadedPlugin> plugins() {
		// The parent's constructor asks before there are any.
		return (this.plugins != null) ? this.plugins : List.of();
	}

}
