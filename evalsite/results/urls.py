"""URLs of the results app."""

from django.urls import path

from evalsite.results import downloads, exports, preregistrations, views

urlpatterns = [
    path("", views.study_list, name="studies"),
    path("studies/<slug:slug>/", views.study_detail, name="study"),
    path("studies/<slug:slug>/pictures/<slug:digest>.png", views.study_picture, name="study-picture"),
    path("studies/<slug:slug>/status/", views.study_status, name="study-status"),
    *(
        path(f"studies/<slug:slug>/{action}/", views.change_state, {"action": action}, name=f"{action}-study")
        for action in views.STATE_CHANGES
    ),
    path(
        "studies/<slug:slug>/preregistration/seal/",
        preregistrations.seal_preregistration,
        name="seal-preregistration",
    ),
    path(
        "studies/<slug:slug>/preregistration/<int:number>.md",
        preregistrations.preregistration_file,
        name="preregistration-file",
    ),
    path("studies/<slug:slug>/pilot.csv", downloads.pilot_csv, name="pilot-csv"),
    *(
        path(f"studies/<slug:slug>/{name}", downloads.table_csv, {"name": name}, name=name.replace(".", "-"))
        for name in exports.TABLES
    ),
    path("studies/<slug:slug>/results.json", downloads.results_json, name="results-json"),
    path("studies/<slug:slug>/report.html", downloads.report_html, name="report-html"),
    path("studies/<slug:slug>/bundle.zip", downloads.bundle_zip, name="bundle-zip"),
    path("studies/<slug:slug>/multiverse.zip", downloads.multiverse_zip, name="multiverse-zip"),
    path("studies/<slug:slug>/multiverse/<int:number>.svg", downloads.multiverse_curve, name="multiverse-curve"),
    path("studies/<slug:slug>/results/<int:snapshot>/<str:name>", downloads.earlier_file, name="earlier-file"),
    path("studies/<slug:slug>/analysis/status/", views.analysis_status, name="analysis-status"),
    path("studies/<slug:slug>/analysis/start/", views.start_analysis, name="start-analysis"),
    path("studies/<slug:slug>/report/status/", views.report_status, name="report-status"),
    path("studies/<slug:slug>/report/start/", views.start_report, name="start-report"),
    path("studies/<slug:slug>/multiverse/status/", views.multiverse_status, name="multiverse-status"),
    path("studies/<slug:slug>/multiverse/start/", views.start_multiverse, name="start-multiverse"),
]
