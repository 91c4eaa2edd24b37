"""Addresses of the results app."""

from django.urls import path

from evalsite.results import downloads, exports, views

urlpatterns = [
    path("", views.studies, name="studies"),
    path("studies/<slug:slug>/", views.study, name="study"),
    path("studies/<slug:slug>/now/", views.now, name="study-now"),
    *(
        path(f"studies/<slug:slug>/{action}/", views.move, {"action": action}, name=f"{action}-study")
        for action in views.MOVES
    ),
    path("studies/<slug:slug>/pilot.csv", downloads.pilot_csv, name="pilot-csv"),
    *(
        path(f"studies/<slug:slug>/{name}", downloads.table, {"name": name}, name=name.replace(".", "-"))
        for name in exports.TABLES
    ),
    path("studies/<slug:slug>/results.json", downloads.results_json, name="results-json"),
    path("studies/<slug:slug>/report.html", downloads.report, name="report"),
    path("studies/<slug:slug>/bundle.zip", downloads.bundle, name="bundle"),
    path("studies/<slug:slug>/analysis/", views.analysis, name="study-analysis"),
    path("studies/<slug:slug>/analyse/", views.analyse, name="analyse-study"),
    path("studies/<slug:slug>/files/", views.files, name="study-files"),
    path("studies/<slug:slug>/files/make/", views.make_files, name="make-files"),
]
