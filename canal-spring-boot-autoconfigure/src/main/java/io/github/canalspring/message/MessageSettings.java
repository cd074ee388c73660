package io.github.canalspring.message;

import java.time.ZoneId;

/**
 * A format with what it leaves open.
 *
 * @param format the format
 * @param schemas whether a Debezium message is wrapped together with its schema; readers
 * take both
 * @param decimals how a Debezium message carries a {@code DECIMAL}; readers find out
 * @param zone the zone in which a flat message has a {@code TIMESTAMP}, which does not
 * tell it
 * @param name the stream's name, which Debezium calls the topic prefix
 */
public record MessageSettings(MessageFormat format, boolean schemas, Decimals decimals, ZoneId zone, String name) {

}
