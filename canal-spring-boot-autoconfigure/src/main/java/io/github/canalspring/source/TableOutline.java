package io.github.canalspring.source;

import java.util.List;

/**
 * What is known of a table before it is read.
 *
 * @param key the columns that tell its rows apart: the primary key's, or else those of a
 * unique key; empty if it has none
 * @param rows about how many rows it has; 0 if nothing is known
 * @param bytesPerRow the average length of a row; 0 if nothing is known
 */
public record TableOutline(List<String> key, long rows, long bytesPerRow) {

}
