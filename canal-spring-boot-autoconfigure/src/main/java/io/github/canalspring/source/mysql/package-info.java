/**
 * Reads the binlog of a MySQL or MariaDB server.
 */
@NullMarked
package io.github.canalspring.source.mysql;

import org.jspecify.annotations.NullMarked;
