package io.github.canalspring.source;

/**
 * A key, a document, or whatever else a sink makes of a row. Two are equal if they are
 * the same place in the sink, whatever stands there.
 */
public interface Entry {

}
