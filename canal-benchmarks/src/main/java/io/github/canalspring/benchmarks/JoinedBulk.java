package io.github.canalspring.benchmarks;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicLong;

import co.elastic.clients.transport.rest5_client.low_level.Request;
import co.elastic.clients.transport.rest5_client.low_level.Response;
import co.elastic.clients.transport.rest5_client.low_level.ResponseListener;
import co.elastic.clients.transport.rest5_client.low_level.Rest5Client;
import org.apache.hc.core5.http.ContentType;
import org.apache.hc.core5.http.ParseException;
import org.apache.hc.core5.http.io.entity.ByteArrayEntity;
import org.apache.hc.core5.http.io.entity.EntityUtils;

/**
 * The same documents as fast as Elasticsearch takes them: bodies of 5000 made in one
 * piece, 2 requests in flight.
 */
final class JoinedBulk implements Subject {

	private static final int BULK = 5_000;

	private static final int IN_FLIGHT = 2;

	private static final int LONGEST_ERROR = 500;

	private static final ContentType NDJSON = ContentType.create("application/x-ndjson");

	@Override
	public Measurement run(Task task) throws IOException, InterruptedException {
		SyntheticChanges changes = new SyntheticChanges(task.workload());
		Answers answers = new Answers(new Progress(task.workload()));
		try (Rest5Client client = Rest5Client.builder(URI.create(task.endpoints().elasticsearch())).build()) {
			while (changes.hasNext()) {
				if (changes.isAtPhaseEnd()) {
					// The same ids come again, and must not be in two requests in flight.
					answers.free.acquire(IN_FLIGHT);
					answers.free.release(IN_FLIGHT);
				}
				long before = changes.sent();
				Request request = new Request("POST", "/" + ElasticsearchStore.INDEX + "/_bulk");
				request.setEntity(new ByteArrayEntity(body(changes), NDJSON));
				answers.free.acquire();
				long rows = changes.sent() - before;
				client.performRequestAsync(request, answers.listener(rows));
			}
			answers.free.acquire(IN_FLIGHT);
		}
		return answers.progress.measurement();
	}

	private byte[] body(SyntheticChanges changes) {
		ByteArrayOutputStream body = new ByteArrayOutputStream(BULK * 512);
		for (int row = 0; row < BULK && changes.hasNext() && (row == 0 || !changes.isAtPhaseEnd()); row++) {
			long id = changes.next();
			String action = "{\"" + (changes.isDelete() ? "delete" : "index") + "\":{\"_id\":\"" + id
					+ "\",\"version\":" + changes.sent() + ",\"version_type\":\"external_gte\"}}\n";
			body.writeBytes(action.getBytes(StandardCharsets.US_ASCII));
			if (!changes.isDelete()) {
				body.writeBytes(ProductRow.json(id));
				body.write('\n');
			}
		}
		return body.toByteArray();
	}

	/**
	 * Takes the answers, in whatever order they come.
	 */
	private static final class Answers {

		private final Semaphore free = new Semaphore(IN_FLIGHT);

		private final AtomicLong done = new AtomicLong();

		private final Progress progress;

		Answers(Progress progress) {
			this.progress = progress;
		}

		ResponseListener listener(long rows) {
			return new ResponseListener() {

				@Override
				public void onSuccess(Response response) {
					SubjectProcess.orFail(() -> answered(response, rows));
				}

				@Override
				public void onFailure(Exception ex) {
					SubjectProcess.fail(ex);
				}

			};
		}

		private synchronized void answered(Response response, long rows) throws IOException, ParseException {
			String answer = EntityUtils.toString(response.getEntity());
			if (!answer.contains("\"errors\":false")) {
				String error = answer.substring(Math.max(answer.indexOf("\"error\":"), 0));
				throw new IllegalStateException("Elasticsearch refused some of a bulk request, with "
						+ error.substring(0, Math.min(error.length(), LONGEST_ERROR)));
			}
			this.progress.reached(this.done.addAndGet(rows));
			this.free.release();
		}

	}

}
