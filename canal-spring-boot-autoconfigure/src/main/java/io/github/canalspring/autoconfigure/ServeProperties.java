package io.github.canalspring.autoconfigure;

import java.time.ZoneId;
import java.util.List;
import java.util.Objects;

import io.github.canalspring.serve.PortSettings;
import org.jspecify.annotations.Nullable;

import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.util.unit.DataSize;

/**
 * {@code canal.serve.*}: the port at which Canal's clients subscribe.
 *
 * @param port Port for Canal's clients, as a rule 11111. There is none when not set.
 * @param host Address to listen at. All of the machine when not set.
 * @param userName User that clients log in as.
 * @param userPass Password of the user. Must be set, if only to nothing, which lets in
 * everybody.
 * @param destinations Comma-separated list of the streams that can be subscribed to. All
 * when empty.
 * @param bufferSize Upper limit of what a client was given and has not acknowledged, for
 * each client.
 * @param maxConnections Upper limit of connections at once.
 * @param timeZone Zone in which TIMESTAMP values are written. This JVM's zone when not
 * set.
 */
record ServeProperties(@Nullable Integer port, @Nullable String host, @DefaultValue("canal") String userName,
		@Nullable String userPass, @DefaultValue List<String> destinations, @DefaultValue("16MB") DataSize bufferSize,
		@DefaultValue("64") int maxConnections, @Nullable ZoneId timeZone) {

	PortSettings settings() {
		int number = (this.port != null) ? this.port : -1;
		if (number < 0 || number > 65535) {
			throw new InvalidPropertyException("canal.serve.port", this.port, "not a port",
					"Write a number from 1 to 65535, such as 11111, or 0 for any that is free.");
		}
		if (this.userPass == null) {
			throw new InvalidPropertyException("canal.serve.user-pass", null, "not set",
					"Write a password: whoever reaches the port could read all changes without. To let in everybody, "
							+ "set it to an empty text.");
		}
		if (this.bufferSize.compareTo(DataSize.ofMegabytes(1)) < 0) {
			throw new InvalidPropertyException("canal.serve.buffer-size", this.bufferSize,
					"too small for changes to flow", "Write 1MB or more, such as 16MB.");
		}
		if (this.maxConnections < 1) {
			throw new InvalidPropertyException("canal.serve.max-connections", this.maxConnections,
					"too small for anybody to connect", "Write 1 or more, such as 64.");
		}
		return new PortSettings(this.host, number, this.userName, this.userPass, this.bufferSize.toBytes(),
				this.maxConnections, Objects.requireNonNullElseGet(this.timeZone, ZoneId::systemDefault));
	}

	/**
	 * Leaves out the password.
	 */
	@Override
	public String toString() {
		return "Serve[host=" + this.host + ", port=" + this.port + "]";
	}

}
