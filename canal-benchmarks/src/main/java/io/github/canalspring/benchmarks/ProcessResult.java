package io.github.canalspring.benchmarks;

/**
 * What a subject's JVM hands back.
 *
 * @param measurement what the subject measured
 * @param peakRssKilobytes the most memory that the process held; 0 where the system does
 * not tell
 */
record ProcessResult(Measurement measurement, long peakRssKilobytes) {

}
