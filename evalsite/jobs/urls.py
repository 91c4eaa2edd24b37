"""URLs of the jobs app."""

from django.urls import path

from evalsite.jobs import views

urlpatterns = [
    path("jobs/", views.job_list, name="jobs"),
    path("jobs/batch/<path:name>/retry/", views.retry_batch, name="retry-batch"),
    path("jobs/batch/<path:name>/", views.batch_detail, name="batch"),
    path("jobs/<uuid:pk>/retry/", views.retry_job, name="retry-job"),
    path("jobs/<uuid:pk>/cancel/", views.cancel_job, name="cancel-job"),
]
