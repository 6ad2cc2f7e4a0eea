"""What a stranger may do to the lab at its door, with raw sockets, and who is let in afterwards."""

import socket
import struct

import pytest

from tests.mipviz.served import SHORT, Server, say, until_end

AT_ONCE = 1_000


@pytest.fixture(scope="module")
def server(tmp_path_factory):
    made = Server(tmp_path_factory.mktemp("data"))
    yield made
    made.stop()
    assert made.errors == b"", "ordinary behaviour of clients is no error"


def handshake(port):
    """Return a connection on which a WebSocket was asked for."""
    wire = socket.create_connection(("127.0.0.1", port), timeout=10)
    wire.sendall(
        f"GET /ws/runs HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\nUpgrade: websocket\r\n"
        "Connection: Upgrade\r\nSec-WebSocket-Version: 13\r\n"
        "Sec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\r\n\r\n".encode()
    )
    return wire


def reset(wire):
    """End a connection with a TCP reset."""
    wire.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    wire.close()


def reset_at_once(port):
    reset(handshake(port))


def reset_during_the_answer(port):
    wire = handshake(port)
    wire.recv(1)
    reset(wire)


def reset_after_the_answer(port):
    wire = handshake(port)
    wire.recv(4096)
    reset(wire)


def close_at_once(port):
    handshake(port).close()


@pytest.mark.parametrize(
    "leave", [reset_at_once, reset_during_the_answer, reset_after_the_answer, close_at_once]
)
def test_a_thousand_handshakes_that_are_left_shut_nobody_out(server, leave):
    for _ in range(AT_ONCE + 100):
        leave(server.port)
    with server.connect() as wire:
        say(wire, type="run", scenario=SHORT)
        assert until_end(wire)[-1]["type"] == "end"
