"""What a stranger may do to the lab at its door, with raw sockets, and who is let in afterwards."""

import contextlib
import json
import socket
import struct
import threading

import pytest
from websockets.exceptions import InvalidStatus

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
    wire = socket.create_connection(("127.0.0.1", port), timeout=60)
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


def said(port, octets):
    """Return the status line and body of what the server says to *octets*."""
    with socket.create_connection(("127.0.0.1", port), timeout=60) as wire:
        wire.sendall(octets)
        answer = b""
        while part := wire.recv(65_536):
            answer += part
    return answer.split(b"\r\n")[0].decode(), answer.rpartition(b"\r\n\r\n")[2]


def request(port, line, *headers, body=b""):
    text = "".join(f"{each}\r\n" for each in (line, f"Host: 127.0.0.1:{port}", *headers))
    return f"{text}Connection: close\r\n\r\n".encode() + body


def test_a_body_that_is_too_long_and_a_page_of_another_site_are_refused(server):
    kind = "Content-Type: application/json"
    status, body = said(
        server.port,
        request(server.port, "POST /api/v1/links HTTP/1.1", kind, "Content-Length: 200000"),
    )
    assert (status.split()[1], json.loads(body)["code"]) == ("413", "too-large")
    for line in ("GET /compare/?option=0", "GET /api/v1/compare?option=0", "GET /api/v1/claims"):
        foreign = request(server.port, f"{line} HTTP/1.1", "Origin: http://evil.example")
        status, body = said(server.port, foreign)
        assert (status.split()[1], json.loads(body)["code"]) == ("403", "forbidden")


def test_clients_that_leave_in_mid_stream_leave_the_server_well(server):
    scenario = {"option": "1.1", "slug": "two-outside", "seed": 7}
    for _ in range(20):
        with server.connect() as wire:
            say(wire, type="run", scenario=scenario)
            wire.recv(timeout=60)
            reset(wire.socket)
    half = socket.create_connection(("127.0.0.1", server.port), timeout=60)
    half.sendall(request(server.port, "GET /compare/?scenario=handover-outside HTTP/1.1"))
    half.recv(100)
    reset(half)
    with server.connect() as wire:
        say(wire, type="run", scenario=SHORT)
        assert until_end(wire)[-1]["type"] == "end"


def test_a_wrong_host_and_garbage_are_answered(server):
    wrong = b"GET / HTTP/1.1\r\nHost: evil.example\r\nConnection: close\r\n\r\n"
    assert said(server.port, wrong)[0].split()[1] == "400"
    for garbage in (b"\x16\x03\x01\x02\x00\r\n\r\n", b"GET\r\n\r\n", b"\x00" * 1_000 + b"\r\n\r\n"):
        assert " 400 " in said(server.port, garbage)[0]


def test_four_students_with_four_seeds_all_get_their_tables(server):
    tables = []

    def student(seed):
        page = server.get(f"/compare/?scenario=power-up-inside&seed={seed}", wait=240).decode()
        tables.append(page.count('<section class="packet"'))

    students = [threading.Thread(target=student, args=(seed,)) for seed in range(2, 6)]
    for each in students:
        each.start()
    for each in students:
        each.join()
    assert len(tables) == 4
    assert min(tables) == max(tables) > 0


def test_a_stranger_with_many_long_runs_keeps_nobody_else_waiting(server):
    long = {"option": "1.1", "slug": "grand-tour", "packets_per_second": 200}
    with contextlib.ExitStack() as stranger:
        wires = [
            stranger.enter_context(server.connect(source_address=("127.0.0.9", 0)))
            for _ in range(20)
        ]
        for number, wire in enumerate(wires):
            say(wire, type="run", scenario={**long, "seed": number})
        with server.connect() as wire:
            say(wire, type="run", scenario={**SHORT, "seed": 99})
            assert until_end(wire)[-1]["type"] == "end"
        for wire in wires:
            say(wire, type="stop")


def test_a_page_of_another_site_is_refused_at_the_handshake_without_a_line_in_the_log(server):
    with pytest.raises(InvalidStatus) as refused:
        server.connect(origin="http://evil.example")
    assert refused.value.response.status_code == 403
