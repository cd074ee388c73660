package io.github.canalspring.benchmarks;

/**
 * What is measured. It runs alone in a JVM that does nothing else.
 */
@FunctionalInterface
interface Subject {

	/**
	 * Do the work once, from cold, and let go of everything.
	 * @param task what to do, and with which servers
	 * @return what was measured
	 * @throws Exception if it could not be done in full
	 */
	Measurement run(Task task) throws Exception;

}
