"""Addresses of the stimuli app."""

from django.urls import path

from evalsite.stimuli import views

urlpatterns = [
    path("recordings/", views.recordings, name="recordings"),
    path("recordings/<int:key>/sound/", views.sound, name="recording-sound"),
    path("checkpoints/", views.checkpoints, name="checkpoints"),
    path("stimuli/", views.stimuli, name="stimuli"),
    path("stimuli/<int:key>/", views.stimulus, name="stimulus"),
    path("stimuli/<int:key>/video/", views.video, name="stimulus-video"),
]
