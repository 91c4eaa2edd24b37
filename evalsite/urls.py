"""URLs of the whole site."""

from django.urls import include, path

urlpatterns = [
    path("", include("evalsite.results.urls")),
    path("", include("evalsite.recruitment.urls")),
    path("", include("evalsite.questionnaire.urls")),
    path("", include("evalsite.stimuli.urls")),
    path("", include("evalsite.jobs.urls")),
    path("", include("evalsite.accounts.urls")),
]
