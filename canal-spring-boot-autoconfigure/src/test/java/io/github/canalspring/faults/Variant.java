package io.github.canalspring.faults;

import java.util.Random;

import io.github.canalspring.servers.DatabaseServer;

/**
 * What the servers of a {@link Stage} are, each part by a property or, where many seeds
 * are run, at random.
 *
 * @param database {@code mariadb} or {@code mysql}
 * @param metadata {@code full}, or {@code minimal} for a binlog without column names
 * @param redis {@code single}, or {@code cluster}, of which less is promised: a key may
 * go back for a while
 */
record Variant(String database, String metadata, String redis) {

	static Variant configured() {
		Random random = new Random(System.nanoTime());
		boolean any = Long.getLong("prover.minutes", 0) > 0;
		return new Variant(part("database", any && random.nextBoolean(), "mariadb", "mysql"),
				part("metadata", any && random.nextBoolean(), "full", "minimal"),
				part("redis", any && random.nextInt(4) == 0, "single", "cluster"));
	}

	private static String part(String name, boolean other, String usual, String unusual) {
		String wanted = System.getProperty("prover." + name, other ? unusual : usual);
		if (!wanted.equals(usual) && !wanted.equals(unusual)) {
			throw new IllegalArgumentException("-Dprover." + name + "=" + wanted + ": " + usual + " or " + unusual);
		}
		return wanted;
	}

	DatabaseServer start() {
		DatabaseServer.Builder builder = this.database.equals("mariadb") ? DatabaseServer.mariadb()
				: DatabaseServer.configured().orElseGet(DatabaseServer::mysql80);
		return this.metadata.equals("full") ? builder.start() : builder.option("--binlog-row-metadata=MINIMAL").start();
	}

	boolean hasCluster() {
		return this.redis.equals("cluster");
	}

	/** How to have the same again. */
	@Override
	public String toString() {
		return "-Dprover.database=" + this.database + " -Dprover.metadata=" + this.metadata + " -Dprover.redis="
				+ this.redis;
	}

}
