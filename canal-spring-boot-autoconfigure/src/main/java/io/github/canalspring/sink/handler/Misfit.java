package io.github.canalspring.sink.handler;

/**
 * A property of a record or bean that does not fit its column.
 *
 * @param fails whether binding a row fails on it, or only leaves the property empty
 * @param problem what does not fit
 * @param remedy what to write instead
 */
record Misfit(boolean fails, String problem, String remedy) {
}
