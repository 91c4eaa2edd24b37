"""URLs of the questionnaire app."""

from django.urls import path

from evalsite.questionnaire import views

urlpatterns = [
    path("p/<str:token>/", views.show_next_page, name="participation"),
    path("p/<str:token>/consent", views.submit_consent, name="submit-consent"),
    path("p/<str:token>/device-check", views.submit_device_check, name="submit-device-check"),
    path("p/<str:token>/notes", views.play_notes, name="play-notes"),
    path("p/<str:token>/before", views.submit_before_form, name="submit-before-form"),
    path("p/<str:token>/after", views.submit_after_form, name="submit-after-form"),
    path("p/<str:token>/start", views.start_trials, name="start-trials"),
    path("p/<str:token>/play-token", views.issue_play_token, name="play-token"),
    path("p/<str:token>/answer", views.submit_answer, name="submit-answer"),
    path("p/<str:token>/video/<slug:media_id>", views.trial_video, name="trial-video"),
    path("p/<str:token>/withdraw", views.withdraw, name="withdraw"),
]
