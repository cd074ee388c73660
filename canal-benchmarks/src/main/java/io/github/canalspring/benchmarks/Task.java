package io.github.canalspring.benchmarks;

import java.nio.file.Path;

/**
 * What a subject's JVM is asked to do.
 *
 * @param subject the subject
 * @param workload what the binlog holds
 * @param commits the number of commits whose delay is measured
 * @param endpoints where the servers are
 * @param directory a folder for the subject alone, empty before it runs
 */
record Task(Subjects subject, Workload workload, int commits, Endpoints endpoints, Path directory) {

}
