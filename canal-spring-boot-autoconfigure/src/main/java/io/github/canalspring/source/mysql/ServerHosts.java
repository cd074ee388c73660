package io.github.canalspring.source.mysql;

import java.util.ArrayList;
import java.util.List;

import org.jspecify.annotations.Nullable;

/**
 * The hosts of a source, that which is read first: whoever asks something asks the server
 * that the streams read, since another one may be behind it. Safe for use by several
 * threads.
 */
final class ServerHosts {

	private final List<HostPort> hosts;

	private volatile @Nullable HostPort read;

	ServerHosts(List<HostPort> hosts) {
		this.hosts = hosts;
	}

	List<HostPort> inOrder() {
		HostPort first = this.read;
		if (first == null) {
			return this.hosts;
		}
		List<HostPort> ordered = new ArrayList<>(this.hosts);
		ordered.remove(first);
		ordered.add(0, first);
		return ordered;
	}

	void read(HostPort host) {
		this.read = host;
	}

}
