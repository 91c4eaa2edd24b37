"""Addresses of the questionnaire app."""

from django.urls import URLPattern

urlpatterns: list[URLPattern] = []
