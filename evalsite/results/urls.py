"""Addresses of the results app."""

from django.urls import path

from evalsite.results import views

urlpatterns = [path("", views.studies, name="studies")]
