package io.github.canalspring.servers;

import java.net.InetSocketAddress;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

import com.alibaba.otter.canal.common.zookeeper.ZkClientx;
import com.alibaba.otter.canal.common.zookeeper.running.ServerRunningData;
import com.alibaba.otter.canal.common.zookeeper.running.ServerRunningListener;
import com.alibaba.otter.canal.common.zookeeper.running.ServerRunningMonitor;
import com.alibaba.otter.canal.common.zookeeper.running.ServerRunningMonitors;
import com.alibaba.otter.canal.instance.manager.CanalInstanceWithManager;
import com.alibaba.otter.canal.instance.manager.model.Canal;
import com.alibaba.otter.canal.instance.manager.model.CanalParameter;
import com.alibaba.otter.canal.instance.manager.model.CanalParameter.HAMode;
import com.alibaba.otter.canal.instance.manager.model.CanalParameter.IndexMode;
import com.alibaba.otter.canal.instance.manager.model.CanalParameter.MetaMode;
import com.alibaba.otter.canal.instance.manager.model.CanalParameter.SourcingType;
import com.alibaba.otter.canal.instance.manager.model.CanalParameter.StorageMode;
import com.alibaba.otter.canal.server.embedded.CanalServerWithEmbedded;
import com.alibaba.otter.canal.server.netty.CanalServerWithNetty;

/**
 * Runs in the JVM of a {@link CanalServer}: Canal's own launcher is not in any artifact.
 */
final class CanalLauncher {

	/** In place of ZooKeeper's address. */
	static final String ALONE = "-";

	/** Where destinations begin: there, once they are asked for. */
	static final String EARLIEST = "earliest";

	static final String LATEST = "latest";

	private static final String LOCALHOST = "127.0.0.1";

	private CanalLauncher() {
	}

	/**
	 * Start the server.
	 * @param arguments the port to listen at, the folder for the cursors, host and port
	 * of the database, user and password there, user and the password's double SHA-1
	 * here, the address of the cluster's ZooKeeper, where to begin, and the destinations
	 */
	public static void main(String[] arguments) {
		CanalServerWithEmbedded server = CanalServerWithEmbedded.instance();
		server.setUser(arguments[6]);
		server.setPasswd(arguments[7]);
		server.setMetricsPort(0);
		server.setCanalInstanceGenerator(
				(destination) -> new CanalInstanceWithManager(canal(destination, arguments), ""));
		CanalServerWithNetty network = CanalServerWithNetty.instance();
		network.setIp(LOCALHOST);
		network.setPort(Integer.parseInt(arguments[0]));
		server.start();
		List<String> destinations = List.of(arguments).subList(10, arguments.length);
		if (arguments[8].equals(ALONE) && arguments[9].equals(LATEST)) {
			destinations.forEach(server::start);
		}
		Map<String, ServerRunningMonitor> monitors = monitors(server, arguments, destinations);
		network.start();
		if (!arguments[8].equals(ALONE)) {
			monitors.values().forEach(ServerRunningMonitor::start);
		}
	}

	/** What runs the destinations that no other server of the cluster runs. */
	private static Map<String, ServerRunningMonitor> monitors(CanalServerWithEmbedded server, String[] arguments,
			List<String> destinations) {
		ZkClientx zookeeper = arguments[8].equals(ALONE) ? null : ZkClientx.getZkClient(arguments[8]);
		String address = LOCALHOST + ":" + arguments[0];
		ServerRunningData self = new ServerRunningData(address);
		Map<String, ServerRunningMonitor> monitors = new ConcurrentHashMap<>();
		for (String destination : destinations) {
			ServerRunningMonitor monitor = new ServerRunningMonitor(self);
			monitor.setDestination(destination);
			monitor.setListener(new Turns(server, destination));
			if (zookeeper != null) {
				zookeeper.createPersistent("/otter/canal/destinations/" + destination + "/cluster", true);
				monitor.setZkClient(zookeeper);
			}
			monitor.init();
			monitors.put(destination, monitor);
		}
		ServerRunningMonitors.setServerData(self);
		ServerRunningMonitors.setRunningMonitors(monitors);
		return monitors;
	}

	/**
	 * Starts and stops a destination as it is this server's turn.
	 */
	private record Turns(CanalServerWithEmbedded server, String destination) implements ServerRunningListener {

		@Override
		public void processStart() {
			// The turn has not come yet.
		}

		@Override
		public void processStop() {
			// The turn has ended before.
		}

		@Override
		public void processActiveEnter() {
			this.server.start(this.destination);
		}

		@Override
		public void processActiveExit() {
			this.server.stop(this.destination);
		}

	}

	private static Canal canal(String destination, String[] arguments) {
		CanalParameter parameter = new CanalParameter();
		parameter.setSourcingType(SourcingType.MYSQL);
		InetSocketAddress database = new InetSocketAddress(arguments[2], Integer.parseInt(arguments[3]));
		parameter.setDbAddresses(List.of(database, database));
		parameter.setDbUsername(arguments[4]);
		parameter.setDbPassword(arguments[5]);
		// The database ends the older of two readers with one id.
		parameter
			.setSlaveId(0x40000000L + (Integer.parseInt(arguments[0]) << 8) + List.of(arguments).indexOf(destination));
		parameter.setConnectionCharset("UTF-8");
		boolean alone = arguments[8].equals(ALONE);
		parameter.setMetaMode(alone ? MetaMode.LOCAL_FILE : MetaMode.MIXED);
		if (!alone) {
			parameter.setZkClusters(List.of(arguments[8]));
		}
		parameter.setDataDir(arguments[1]);
		parameter.setMetaFileFlushPeriod(200);
		if (arguments[9].equals(EARLIEST)) {
			parameter.setPositions(List.of("{\"journalName\":\"binlog.000001\",\"position\":4}"));
		}
		parameter.setIndexMode(IndexMode.MEMORY_META_FAILBACK);
		parameter.setStorageMode(StorageMode.MEMORY);
		parameter.setMemoryStorageBufferSize(16 * 1024);
		parameter.setHaMode(HAMode.HEARTBEAT);
		parameter.setDetectingEnable(false);
		parameter.setTsdbEnable(false);
		parameter.setGtidEnable(false);
		parameter.setMultiStreamEnable(false);
		Canal canal = new Canal();
		canal.setId(1L);
		canal.setName(destination);
		canal.setCanalParameter(parameter);
		return canal;
	}

}
