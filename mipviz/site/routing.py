"""Which consumer answers which WebSocket path."""

from django.urls import path, re_path

from mipviz.http.origin import Refuse
from mipviz.runs.consumers import RunConsumer

websocket_urlpatterns: list[object] = [
    path("ws/runs", RunConsumer.as_asgi()),
    re_path(r"", Refuse.as_asgi()),
]
