"""The ASGI application: HTTP to Django, WebSockets to Channels, start and end to the runs."""

import os
from collections.abc import Awaitable, Callable
from typing import Any

from django.core.asgi import get_asgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "mipviz.site.settings")
http = get_asgi_application()

from channels.routing import ProtocolTypeRouter, URLRouter  # noqa: E402
from django.conf import settings  # noqa: E402

from mipviz.claims.ledger import close_ledger  # noqa: E402
from mipviz.http.body_limit import BodyLimit  # noqa: E402
from mipviz.http.clients import Clients  # noqa: E402
from mipviz.http.origin import SameOrigin  # noqa: E402
from mipviz.runs.service import close_runs, open_runs  # noqa: E402
from mipviz.site.routing import websocket_urlpatterns  # noqa: E402

Message = dict[str, Any]


async def lifespan(
    _scope: Message, receive: Callable[[], Awaitable[Message]], send: Callable[[Message], Any]
) -> None:
    """Sweep the kept runs when the server starts, end the workers when it stops."""
    while True:
        message = await receive()
        if message["type"] == "lifespan.startup":
            await open_runs()
            await send({"type": "lifespan.startup.complete"})
        elif message["type"] == "lifespan.shutdown":
            await close_ledger()
            await close_runs()
            await send({"type": "lifespan.shutdown.complete"})
            return


application = Clients(
    SameOrigin(
        ProtocolTypeRouter(
            {
                "http": BodyLimit(http),
                "websocket": URLRouter(websocket_urlpatterns),
                "lifespan": lifespan,
            }
        )
    ),
    proxies=settings.TRUSTED_PROXIES,
)
