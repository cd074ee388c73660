package io.github.canalspring.source.mysql;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.Socket;

import com.github.shyiko.mysql.binlog.io.ByteArrayInputStream;
import com.github.shyiko.mysql.binlog.network.protocol.PacketChannel;
import com.github.shyiko.mysql.binlog.network.protocol.command.Command;

/**
 * A channel that announces one event to the client, and then its end: by then
 * {@link EventFrames} has read the connection to its end itself. All else is left to the
 * channel that it takes the place of once that is authenticated.
 */
final class AnnouncingChannel extends PacketChannel {

	/** The head of a packet: its length, its number, and that it is no error. */
	private static final byte[] EVENT = { 1, 0, 0, 0, 0 };

	private final PacketChannel channel;

	private final ByteArrayInputStream announcement = new ByteArrayInputStream(EVENT);

	AnnouncingChannel(PacketChannel channel) throws IOException {
		super(new NoSocket());
		this.channel = channel;
	}

	@Override
	public ByteArrayInputStream getInputStream() {
		return this.announcement;
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
