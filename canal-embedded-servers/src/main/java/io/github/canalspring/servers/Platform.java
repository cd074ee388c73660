package io.github.canalspring.servers;

import java.util.Locale;

/**
 * The operating system and processor that servers would run on.
 */
record Platform(Os os, Cpu cpu) {

	enum Os {

		LINUX, MAC, WINDOWS, OTHER

	}

	enum Cpu {

		X64, ARM64, OTHER

	}

	static Platform current() {
		return of(System.getProperty("os.name"), System.getProperty("os.arch"));
	}

	static Platform of(String osName, String osArch) {
		String name = osName.toLowerCase(Locale.ROOT);
		Os os = name.startsWith("linux") ? Os.LINUX
				: name.startsWith("mac") ? Os.MAC : name.startsWith("windows") ? Os.WINDOWS : Os.OTHER;
		Cpu cpu = switch (osArch.toLowerCase(Locale.ROOT)) {
			case "amd64", "x86_64" -> Cpu.X64;
			case "aarch64", "arm64" -> Cpu.ARM64;
			default -> Cpu.OTHER;
		};
		return new Platform(os, cpu);
	}

	boolean is(Os os, Cpu cpu) {
		return this.os == os && this.cpu == cpu;
	}

	/** Child processes are guarded by a POSIX shell and driven by signals. */
	void requireSignals(String server) {
		if (this.os == Os.WINDOWS || this.os == Os.OTHER) {
			throw new ServerUnavailableException(server + " cannot be embedded on " + this
					+ ": embedded servers need Linux or macOS. Set canal.servers=docker to run it in Docker");
		}
	}

	@Override
	public String toString() {
		return this.os.name().toLowerCase(Locale.ROOT) + " " + this.cpu.name().toLowerCase(Locale.ROOT);
	}

}
