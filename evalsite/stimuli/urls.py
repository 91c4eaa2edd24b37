"""URLs of the stimuli app."""

from django.urls import path

from evalsite.stimuli import views

urlpatterns = [
    path("recordings/", views.recording_list, name="recordings"),
    path("recordings/<int:key>/sound/", views.recording_sound, name="recording-sound"),
    path("checkpoints/", views.checkpoint_list, name="checkpoints"),
    path("stimuli/", views.stimulus_list, name="stimuli"),
    path("stimuli/<int:key>/", views.stimulus_detail, name="stimulus"),
    path("stimuli/<int:key>/video/", views.stimulus_video, name="stimulus-video"),
]
