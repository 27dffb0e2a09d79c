"""A door before an HTTP server that counts who goes through: requests, and bytes in both directions."""

import contextlib
import socket
import threading


class Door:
    """Hands on what comes to one port of loopback to another one, until the bench is over."""

    def __init__(self, port, to):
        self.to, self.requests, self.bytes = to, 0, 0
        self.lock = threading.Lock()
        self.listener = socket.create_server(("127.0.0.1", port))
        threading.Thread(target=self._wait, daemon=True).start()

    def counted(self):
        """What went through since this was asked last."""
        with self.lock:
            counted = {"requests": self.requests, "bytes on the line": self.bytes}
            self.requests = self.bytes = 0
        return counted

    def close(self):
        """Lets nobody in any more."""
        self.listener.close()

    def _wait(self):
        with contextlib.suppress(OSError):
            while True:
                self._open(self.listener.accept()[0])

    def _open(self, client):
        server = socket.create_connection(("127.0.0.1", self.to))
        for way in ((client, server, True), (server, client, False)):
            threading.Thread(target=self._hand_on, args=way, daemon=True).start()

    def _hand_on(self, source, target, is_asking):
        last = b""
        with contextlib.suppress(OSError):
            while some := source.recv(1 << 16):
                target.sendall(some)
                # The line of a request may come in two pieces; no page has its end in it.
                seen, mark = last + some, b" HTTP/1.1\r\n"
                last = some[-len(mark) + 1 :]
                with self.lock:
                    self.bytes += len(some)
                    self.requests += seen.count(mark) if is_asking else 0
            target.shutdown(socket.SHUT_WR)
