"""URLs of the recruitment app."""

from django.urls import path

from evalsite.recruitment import views

urlpatterns = [path("s/<slug:slug>/", views.enter, name="enter-study")]
