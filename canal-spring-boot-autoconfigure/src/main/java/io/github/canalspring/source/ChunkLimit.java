package io.github.canalspring.source;

/**
 * How much to read of a table at once.
 *
 * @param rows the largest number of rows
 * @param bytes the memory after which no further row is read
 */
public record ChunkLimit(int rows, long bytes) {

}
