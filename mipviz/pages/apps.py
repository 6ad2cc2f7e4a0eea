"""Registration with Django."""

from django.apps import AppConfig


class PagesConfig(AppConfig):
    """Pages."""

    name = "mipviz.pages"
