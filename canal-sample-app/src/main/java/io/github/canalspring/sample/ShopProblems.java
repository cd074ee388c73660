package io.github.canalspring.sample;

import java.util.Objects;
import java.util.TreeMap;

import org.jspecify.annotations.Nullable;

import org.springframework.dao.DataIntegrityViolationException;
import org.springframework.dao.DuplicateKeyException;
import org.springframework.dao.QueryTimeoutException;
import org.springframework.data.redis.RedisConnectionFailureException;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.http.HttpStatusCode;
import org.springframework.http.ProblemDetail;
import org.springframework.http.ResponseEntity;
import org.springframework.jdbc.CannotGetJdbcConnectionException;
import org.springframework.web.bind.MethodArgumentNotValidException;
import org.springframework.web.bind.annotation.ExceptionHandler;
import org.springframework.web.bind.annotation.RestControllerAdvice;
import org.springframework.web.context.request.WebRequest;
import org.springframework.web.servlet.mvc.method.annotation.ResponseEntityExceptionHandler;

/**
 * Answers failures as problem details (RFC 9457).
 */
@RestControllerAdvice
class ShopProblems extends ResponseEntityExceptionHandler {

	@ExceptionHandler(DuplicateKeyException.class)
	ProblemDetail duplicate() {
		return ProblemDetail.forStatusAndDetail(HttpStatus.CONFLICT, "Another product has this sku");
	}

	/** The only foreign key is the product's category. */
	@ExceptionHandler(DataIntegrityViolationException.class)
	ProblemDetail unknownCategory() {
		return ProblemDetail.forStatusAndDetail(HttpStatus.CONFLICT, "There is no such category");
	}

	@ExceptionHandler(CannotGetJdbcConnectionException.class)
	ProblemDetail mysqlDown(CannotGetJdbcConnectionException ex) {
		this.logger.warn("MySQL does not answer", ex);
		return ProblemDetail.forStatusAndDetail(HttpStatus.SERVICE_UNAVAILABLE, "MySQL does not answer");
	}

	@ExceptionHandler({ RedisConnectionFailureException.class, QueryTimeoutException.class })
	ProblemDetail redisDown(Exception ex) {
		this.logger.warn("Redis does not answer", ex);
		return ProblemDetail.forStatusAndDetail(HttpStatus.SERVICE_UNAVAILABLE, "Redis does not answer");
	}

	/** Adds what is wrong with which field. */
	@Override
	protected @Nullable ResponseEntity<Object> handleMethodArgumentNotValid(MethodArgumentNotValidException ex,
			HttpHeaders headers, HttpStatusCode status, WebRequest request) {
		TreeMap<String, String> errors = new TreeMap<>();
		ex.getFieldErrors()
			.forEach((error) -> errors.put(error.getField(),
					Objects.requireNonNullElse(error.getDefaultMessage(), "is not valid")));
		ex.getBody().setDetail("Some fields are not valid");
		ex.getBody().setProperty("errors", errors);
		return super.handleMethodArgumentNotValid(ex, headers, status, request);
	}

}
