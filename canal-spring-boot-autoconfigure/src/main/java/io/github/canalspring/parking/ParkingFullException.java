package io.github.canalspring.parking;

import java.io.IOException;

/**
 * There is no room for another change.
 */
public class ParkingFullException extends IOException {

	private static final long serialVersionUID = 1L;

	ParkingFullException(String message) {
		super(message);
	}

}
