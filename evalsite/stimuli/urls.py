"""Addresses of the stimuli app."""

from django.urls import URLPattern

urlpatterns: list[URLPattern] = []
