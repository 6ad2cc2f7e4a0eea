"""Which consumer answers which WebSocket path."""

from django.urls import path, re_path

from mipviz.origin import Refuse
from mipviz.traces.consumers import RunConsumer

websocket_urlpatterns: list[object] = [
    path("ws/runs", RunConsumer.as_asgi()),
    re_path(r"", Refuse.as_asgi()),
]
