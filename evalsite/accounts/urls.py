"""URLs of the accounts app."""

from django.contrib.auth.views import LoginView, LogoutView
from django.urls import path

from evalsite.accounts import views

sign_in = LoginView.as_view(template_name="accounts/sign_in.html", redirect_authenticated_user=True)

urlpatterns = [
    path("sign-in/", sign_in, name="sign-in"),
    path("sign-in/<str:token>/", views.sign_in_with_link, name="sign-in-with-link"),
    path("sign-out/", LogoutView.as_view(next_page="sign-in"), name="sign-out"),
    path("account/", views.account, name="account"),
    path("account/name/", views.change_name, name="change-name"),
    path("account/password/", views.change_password, name="change-password"),
]
