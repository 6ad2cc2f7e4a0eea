"""Addresses of the API, under `/api/v1/`."""

from django.urls import path, register_converter

from mipviz.api import predictions, search, views


class DigestConverter:
    """A run's name: 64 hexadecimal digits."""

    regex = "[0-9a-f]{64}"

    def to_python(self, value: str) -> str:
        """Return the digest as it is."""
        return value

    def to_url(self, value: str) -> str:
        """Return the digest as it is."""
        return value


class NumberConverter:
    """A number of up to nine digits."""

    regex = "[0-9]{1,9}"

    def to_python(self, value: str) -> int:
        """Return the number."""
        return int(value)

    def to_url(self, value: int) -> str:
        """Return the number's digits."""
        return str(value)


register_converter(DigestConverter, "digest")
register_converter(NumberConverter, "number")

urlpatterns = [
    path("catalogue", views.catalogue, name="catalogue"),
    path("scenario", views.scenario, name="scenario"),
    path("links", views.save_link, name="links"),
    path("links/<slug:name>", views.open_link, name="open-link"),
    path("runs/<digest:digest>/frames/<number:number>", views.frame, name="frame"),
    path("runs/<digest:digest>/packets/<number:number>", views.packet, name="packet"),
    path("runs/<digest:digest>/predictions", predictions.asked, name="predictions"),
    path("runs/<digest:digest>/predictions/grade", predictions.graded, name="grade"),
    path("runs/<digest:digest>/search", search.search, name="search"),
    path("runs/<digest:digest>/search/complete", search.complete, name="complete"),
    path("runs/<digest:digest>/divergence/<digest:other>", views.divergence, name="divergence"),
    path("runs/<digest:digest>/ribbons", views.ribbons, name="ribbons"),
    path("runs/<digest:digest>/series", views.series, name="series"),
    path("practice", predictions.practice, name="practice-question"),
    path("runs/<digest:digest>/trace", views.trace, name="trace"),
    path("runs/<digest:digest>.pcapng", views.capture, name="capture"),
    path("schema/<slug:name>.json", views.schemas, name="schema"),
]
