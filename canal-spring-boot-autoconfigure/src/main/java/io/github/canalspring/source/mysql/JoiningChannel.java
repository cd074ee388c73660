package io.github.canalspring.source.mysql;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.Socket;

import com.github.shyiko.mysql.binlog.io.ByteArrayInputStream;
import com.github.shyiko.mysql.binlog.network.protocol.PacketChannel;
import com.github.shyiko.mysql.binlog.network.protocol.command.Command;

/**
 * A channel from which events are read as {@link JoinedPackets}. All else is left to the
 * channel that it takes the place of once that is authenticated.
 */
final class JoiningChannel extends PacketChannel {

	private final PacketChannel channel;

	private final JoinedPackets events;

	JoiningChannel(PacketChannel channel) throws IOException {
		super(new NoSocket());
		this.channel = channel;
		this.events = new JoinedPackets(channel.getInputStream());
	}

	@Override
	public ByteArrayInputStream getInputStream() {
		return this.events;
	}

	@Override
	public byte[] read() throws IOException {
		return this.channel.read();
	}

	@Override
	public void write(Command command) throws IOException {
		this.channel.write(command);
	}

	@Override
	public boolean isSSL() {
		return this.channel.isSSL();
	}

	@Override
	public void setShouldUseSoLinger0() {
		this.channel.setShouldUseSoLinger0();
	}

	@Override
	public boolean isOpen() {
		return this.channel.isOpen();
	}

	@Override
	public void close() throws IOException {
		this.channel.close();
	}

	/** What the constructor above asks for its streams. */
	private static final class NoSocket extends Socket {

		@Override
		public InputStream getInputStream() {
			return InputStream.nullInputStream();
		}

		@Override
		public OutputStream getOutputStream() {
			return OutputStream.nullOutputStream();
		}

	}

}
