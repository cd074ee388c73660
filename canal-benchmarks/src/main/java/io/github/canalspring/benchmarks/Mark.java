package io.github.canalspring.benchmarks;

/**
 * How far a subject was at a moment.
 *
 * @param rows the number of row changes it had done
 * @param nanos the time since its JVM was started
 * @param cpuNanos the CPU time that its process had used
 */
record Mark(long rows, long nanos, long cpuNanos) {

}
