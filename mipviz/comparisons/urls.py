"""Addresses of comparisons."""

from django.urls import path

from mipviz.comparisons import views

urlpatterns = [
    path("compare/", views.page, name="compare"),
    path("api/v1/compare", views.comparison, name="comparison"),
    path("api/v1/compare/rows", views.rows, name="rows"),
    path("api/v1/compare/charts", views.drawings, name="charts"),
]
