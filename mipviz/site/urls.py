"""Addresses of the site."""

from django.urls import include, path

urlpatterns = [
    path("api/v1/", include("mipviz.api.urls")),
    path("", include("mipviz.claims.urls")),
    path("", include("mipviz.comparisons.urls")),
    path("", include("mipviz.designs.urls")),
    path("", include("mipviz.lessons.urls")),
    path("", include("mipviz.pages.urls")),
]

handler400 = "mipviz.pages.failures.bad_request"
handler403 = "mipviz.pages.failures.forbidden"
handler404 = "mipviz.pages.failures.not_found"
handler500 = "mipviz.pages.failures.server_error"
