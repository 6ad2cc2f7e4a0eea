"""A WebSocket client for the ASGI application, without a server."""

import json
from urllib.parse import unquote, urlsplit

from asgiref.testing import ApplicationCommunicator

PATIENCE_SECONDS = 60
"""After this a message counts as one that never comes; machines may be slow."""


class Wire(ApplicationCommunicator):
    """One connection to *path*."""

    def __init__(self, application, path, headers=()):
        parts = urlsplit(path)
        self.scope_of_connection = {
            "type": "websocket",
            "path": unquote(parts.path),
            "query_string": parts.query.encode(),
            "headers": list(headers),
            "subprotocols": [],
        }
        super().__init__(application, self.scope_of_connection)

    async def connect(self):
        """Return whether the handshake was accepted."""
        await self.send_input({"type": "websocket.connect"})
        return (await self.receive_output(PATIENCE_SECONDS))["type"] == "websocket.accept"

    async def send_text(self, text):
        await self.send_input({"type": "websocket.receive", "text": text})

    async def send_bytes(self, octets):
        await self.send_input({"type": "websocket.receive", "bytes": octets})

    async def say(self, **message):
        await self.send_text(json.dumps(message))

    async def hear(self):
        """Return the next message."""
        output = await self.receive_output(PATIENCE_SECONDS)
        assert output["type"] == "websocket.send", output
        return json.loads(output["text"])

    async def leave(self):
        await self.send_input({"type": "websocket.disconnect", "code": 1000})
        await self.wait(5)
