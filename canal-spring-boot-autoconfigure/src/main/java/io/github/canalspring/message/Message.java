package io.github.canalspring.message;

import java.util.Map;

import org.jspecify.annotations.Nullable;

/**
 * A message as a broker takes it.
 *
 * @param key what tells the rows apart, for partitions and compaction
 * @param value the change; {@code null} for a tombstone, which tells a compacted topic
 * that the key is gone
 * @param headers headers by name; unmodifiable
 */
public record Message(byte[] key, byte @Nullable [] value, Map<String, byte[]> headers) {

}
