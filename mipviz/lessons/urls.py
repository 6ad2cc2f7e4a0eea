"""Addresses of lessons."""

from django.urls import path

from mipviz.lessons import views

urlpatterns = [
    path("lessons/", views.page, name="lessons"),
    path("lessons/<slug:slug>/", views.opened, name="lesson"),
    path("api/v1/lessons", views.every, name="every-lesson"),
    path("api/v1/lessons/<slug:slug>", views.one, name="one-lesson"),
    path("api/v1/lessons/<slug:slug>/version", views.version, name="lesson-version"),
]
