"""Addresses of the pages."""

from django.urls import path

from mipviz.pages import views

urlpatterns = [
    path("", views.lab, name="lab"),
    path("s/<slug:name>", views.link, name="link"),
    path("practice/", views.practice, name="practice"),
    path("options/", views.options, name="options"),
    path("scenarios/", views.scenarios, name="scenarios"),
    path("headers/", views.headers, name="headers"),
    path("edit/", views.edit, name="edit"),
    path("glossary/", views.glossary, name="glossary"),
]
