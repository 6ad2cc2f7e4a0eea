"""Addresses of the ledger."""

from django.urls import path, re_path

from mipviz.claims import views

urlpatterns = [
    path("claims/", views.page, name="claims"),
    re_path(r"^claims/(?P<name>[\w.-]{1,40})/$", views.evidence, name="claim"),
    path("api/v1/claims", views.claims, name="claims-json"),
]
