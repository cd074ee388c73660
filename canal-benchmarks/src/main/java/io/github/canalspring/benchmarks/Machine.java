package io.github.canalspring.benchmarks;

import java.lang.management.ManagementFactory;
import java.util.Locale;

import com.sun.management.OperatingSystemMXBean;

/**
 * The machine that is measured on.
 */
final class Machine {

	private static final double GIBI = 1L << 30;

	private Machine() {
	}

	/** Without anything that names it. */
	static String describe() {
		OperatingSystemMXBean system = ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class);
		return String.format(Locale.ROOT, "%d cores, %.0f GB, %s %s, JDK %s (%s)", system.getAvailableProcessors(),
				system.getTotalMemorySize() / GIBI, system.getName(), system.getArch(),
				System.getProperty("java.version"), System.getProperty("java.vm.name"));
	}

}
