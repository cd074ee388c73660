package io.github.canalspring.sink.elasticsearch;

import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

import co.elastic.clients.transport.rest5_client.low_level.Cancellable;
import co.elastic.clients.transport.rest5_client.low_level.Request;
import co.elastic.clients.transport.rest5_client.low_level.Response;
import co.elastic.clients.transport.rest5_client.low_level.ResponseException;
import co.elastic.clients.transport.rest5_client.low_level.ResponseListener;
import co.elastic.clients.transport.rest5_client.low_level.Rest5Client;
import org.apache.hc.core5.http.HttpEntity;
import org.apache.hc.core5.http.io.entity.EntityUtils;

/**
 * A request that is under way. Unlike the client's blocking call, waiting for it can be
 * interrupted.
 */
final class RestCall {

	private final CompletableFuture<RestAnswer> answer = new CompletableFuture<>();

	private final String what;

	private final Cancellable request;

	RestCall(Rest5Client client, Request request, Duration timeout) {
		this.what = request.getMethod() + " " + request.getEndpoint();
		this.request = client.performRequestAsync(request, new ResponseListener() {

			@Override
			public void onSuccess(Response response) {
				complete(response);
			}

			@Override
			public void onFailure(Exception exception) {
				if (exception instanceof ResponseException refused) {
					complete(refused.getResponse());
				}
				else {
					RestCall.this.answer.completeExceptionally(exception);
				}
			}

		});
		this.answer.orTimeout(timeout.toMillis(), TimeUnit.MILLISECONDS).whenComplete((there, failure) -> {
			if (failure instanceof TimeoutException) {
				cancel();
			}
		});
	}

	private void complete(Response response) {
		try {
			HttpEntity entity = response.getEntity();
			byte[] body = (entity != null) ? EntityUtils.toByteArray(entity) : new byte[0];
			this.answer.complete(new RestAnswer(this.what, response.getStatusCode(), body));
		}
		catch (IOException | RuntimeException ex) {
			this.answer.completeExceptionally(ex);
		}
	}

	/**
	 * The answer when it is there, on the client's thread.
	 * @return the answer of whatever status
	 */
	CompletableFuture<RestAnswer> answer() {
		return this.answer;
	}

	/**
	 * Wait for the answer.
	 * @return the answer of whatever status
	 * @throws ElasticsearchFailure if there is none
	 * @throws InterruptedException if the thread is interrupted; the request is cancelled
	 */
	RestAnswer await() throws InterruptedException {
		try {
			return this.answer.get();
		}
		catch (ExecutionException ex) {
			Throwable cause = ex.getCause();
			throw new ElasticsearchFailure(
					"Elasticsearch did not answer " + this.what + ": " + ((cause != null) ? cause : ex), cause);
		}
		catch (InterruptedException ex) {
			cancel();
			throw ex;
		}
	}

	void cancel() {
		this.request.cancel();
	}

}
