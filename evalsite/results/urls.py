"""Addresses of the results app."""

from django.urls import path

from evalsite.results import downloads, views

urlpatterns = [
    path("", views.studies, name="studies"),
    path("studies/<slug:slug>/", views.study, name="study"),
    path("studies/<slug:slug>/now/", views.now, name="study-now"),
    path("studies/<slug:slug>/open/", views.open_study, name="open-study"),
    path("studies/<slug:slug>/close/", views.close_study, name="close-study"),
    path("studies/<slug:slug>/ratings.csv", downloads.ratings_csv, name="ratings-csv"),
    path("studies/<slug:slug>/results.json", downloads.results_json, name="results-json"),
    path("studies/<slug:slug>/report.html", downloads.report, name="report"),
    path("studies/<slug:slug>/bundle.zip", downloads.bundle, name="bundle"),
    path("studies/<slug:slug>/analysis/", views.analysis, name="study-analysis"),
    path("studies/<slug:slug>/analyse/", views.analyse, name="analyse-study"),
    path("studies/<slug:slug>/files/", views.files, name="study-files"),
    path("studies/<slug:slug>/files/make/", views.make_files, name="make-files"),
]
