"""Addresses of the designs' pages."""

from django.urls import re_path

from mipviz.designs import views

urlpatterns = [
    re_path(r"^options/(?P<name>[\w.-]{1,40})/$", views.page, name="design"),
]
