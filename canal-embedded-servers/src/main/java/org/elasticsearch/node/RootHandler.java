package org.elasticsearch.node;

import java.io.IOException;
import java.util.List;

import org.apache.lucene.util.Version;
import org.elasticsearch.Build;
import org.elasticsearch.client.internal.node.NodeClient;
import org.elasticsearch.common.settings.Settings;
import org.elasticsearch.rest.RestChannel;
import org.elasticsearch.rest.RestHandler;
import org.elasticsearch.rest.RestRequest;
import org.elasticsearch.rest.RestResponse;
import org.elasticsearch.rest.RestStatus;
import org.elasticsearch.xcontent.XContentBuilder;

/**
 * Answers {@code GET /}, which clients read the server's version from.
 */
final class RootHandler implements RestHandler {

	private final Settings settings;

	RootHandler(Settings settings) {
		this.settings = settings;
	}

	@Override
	public List<Route> routes() {
		return List.of(new Route(RestRequest.Method.GET, "/"), new Route(RestRequest.Method.HEAD, "/"));
	}

	@Override
	public void handleRequest(RestRequest request, RestChannel channel, NodeClient client) throws IOException {
		XContentBuilder json = channel.newBuilder().prettyPrint().startObject();
		json.field("name", this.settings.get("node.name"));
		json.field("cluster_name", this.settings.get("cluster.name"));
		json.field("cluster_uuid", "_na_");
		json.startObject("version");
		json.field("number", Build.current().version());
		json.field("build_flavor", Build.current().flavor());
		json.field("build_type", "jar");
		json.field("build_hash", Build.current().hash());
		json.field("build_date", Build.current().date());
		json.field("build_snapshot", Build.current().isSnapshot());
		json.field("lucene_version", Version.LATEST.toString());
		json.field("minimum_wire_compatibility_version", Build.current().minWireCompatVersion());
		json.field("minimum_index_compatibility_version", Build.current().minIndexCompatVersion());
		json.endObject();
		json.field("tagline", "You Know, for Search");
		channel.sendResponse(new RestResponse(RestStatus.OK, json.endObject()));
	}

}
