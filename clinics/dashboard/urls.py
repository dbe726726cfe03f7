"""Web addresses of a person's own pages."""

from django.urls import path

from clinics.dashboard import views

urlpatterns = [
    path("my/", views.my, name="my"),
    path("my/account/language/", views.language, name="account_language"),
    path("my/account/delete/", views.delete_account, name="account_delete"),
    path("my/notices/", views.notices, name="notices"),
    path("my/notices/read/", views.notices_seen, name="notices_seen"),
]
