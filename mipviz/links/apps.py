"""Registration with Django."""

from django.apps import AppConfig


class LinksConfig(AppConfig):
    """Saved links."""

    name = "mipviz.links"
    label = "traces"  # databases of earlier versions name their table and migrations so
