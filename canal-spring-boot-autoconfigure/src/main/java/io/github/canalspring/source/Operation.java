package io.github.canalspring.source;

/**
 * What happened to a row.
 */
public enum Operation {

	INSERT, UPDATE, DELETE

}
