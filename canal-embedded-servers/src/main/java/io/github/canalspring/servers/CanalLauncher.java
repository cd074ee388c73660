package io.github.canalspring.servers;

import java.net.InetSocketAddress;
import java.util.List;

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

	private CanalLauncher() {
	}

	/**
	 * Start the server.
	 * @param arguments the port to listen at, the folder for the cursors, host and port
	 * of the database, user and password there, user and the password's double SHA-1
	 * here, and the destinations
	 */
	public static void main(String[] arguments) {
		CanalServerWithEmbedded server = CanalServerWithEmbedded.instance();
		server.setUser(arguments[6]);
		server.setPasswd(arguments[7]);
		server.setMetricsPort(0);
		server.setCanalInstanceGenerator(
				(destination) -> new CanalInstanceWithManager(canal(destination, arguments), ""));
		CanalServerWithNetty network = CanalServerWithNetty.instance();
		network.setIp("127.0.0.1");
		network.setPort(Integer.parseInt(arguments[0]));
		server.start();
		List.of(arguments).subList(8, arguments.length).forEach(server::start);
		network.start();
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
		parameter.setMetaMode(MetaMode.LOCAL_FILE);
		parameter.setDataDir(arguments[1]);
		parameter.setMetaFileFlushPeriod(200);
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
