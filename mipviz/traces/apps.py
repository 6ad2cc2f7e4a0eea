"""Registration with Django."""

from django.apps import AppConfig


class TracesConfig(AppConfig):
    """Runs and saved links."""

    name = "mipviz.traces"
