package io.github.canalspring.benchmarks;

/**
 * Where rows are written to, as seen by the benchmark that empties it before and counts
 * it after each run.
 */
interface Store extends AutoCloseable {

	/** Remove everything, checkpoints too. */
	void clear();

	/** The number of rows, or of messages, that it holds. */
	long count();

	/**
	 * The size of what it holds for one row.
	 * @param id the row's id
	 * @return its size in bytes
	 */
	long bytes(long id);

	@Override
	void close();

	/**
	 * What stores there are.
	 */
	enum Kind {

		NONE, REDIS, ELASTICSEARCH, KAFKA, RABBITMQ

	}

}
