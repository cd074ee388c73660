package io.github.canalspring.sink;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;

import tools.jackson.core.JsonGenerator;

/**
 * Writes points in GeoJSON, which is also how Elasticsearch takes them.
 */
final class GeometryPoint {

	/** An identifier of the coordinate system, and a point in well-known binary. */
	private static final int LENGTH = 4 + 1 + 4 + 8 + 8;

	private static final int POINT = 1;

	private GeometryPoint() {
	}

	/**
	 * Write a geometry if it is a point.
	 * @param geometry a geometry as MySQL keeps it: whatever the order of axes of its
	 * coordinate system, longitude comes before latitude
	 * @param generator where to write
	 * @return {@code false} if it is no point, and nothing was written
	 */
	static boolean write(byte[] geometry, JsonGenerator generator) {
		if (geometry.length != LENGTH) {
			return false;
		}
		ByteBuffer buffer = ByteBuffer.wrap(geometry, 4, LENGTH - 4);
		buffer.order((buffer.get() == 1) ? ByteOrder.LITTLE_ENDIAN : ByteOrder.BIG_ENDIAN);
		if (buffer.getInt() != POINT) {
			return false;
		}
		generator.writeStartObject();
		generator.writeStringProperty("type", "Point");
		generator.writeName("coordinates");
		generator.writeArray(new double[] { buffer.getDouble(), buffer.getDouble() }, 0, 2);
		generator.writeEndObject();
		return true;
	}

}
