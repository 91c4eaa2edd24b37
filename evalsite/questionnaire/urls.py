"""Addresses of the questionnaire app."""

from django.urls import path

from evalsite.questionnaire import views

urlpatterns = [
    path("p/<str:token>/", views.show, name="participation"),
    path("p/<str:token>/consent", views.consent, name="consent"),
    path("p/<str:token>/check", views.check, name="check"),
    path("p/<str:token>/before", views.before, name="before"),
    path("p/<str:token>/after", views.after, name="after"),
    path("p/<str:token>/stop", views.stop, name="stop"),
    path("p/<str:token>/notes", views.notes, name="notes"),
    path("p/<str:token>/start", views.start, name="start"),
    path("p/<str:token>/begin", views.begin, name="begin"),
    path("p/<str:token>/answer", views.answer, name="answer"),
    path("p/<str:token>/video/<slug:media_id>", views.video, name="trial-video"),
]
