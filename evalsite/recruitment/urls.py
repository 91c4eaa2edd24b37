"""Addresses of the recruitment app."""

from django.urls import URLPattern

urlpatterns: list[URLPattern] = []
