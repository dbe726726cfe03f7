"""The addresses of this feature."""

from django.urls import path

from clinics.suggestions.views import my, public

urlpatterns = [
    path("add/", public.add, name="add_clinic"),
    path("clinics/<slug:slug>/problem/", public.problem, name="problem"),
    path("suggestions/confirm/<str:token>/", public.confirm, name="suggestion_confirm"),
    path("suggestions/keep/<str:token>/", my.take_up, name="suggestion_take_up"),
    path("my/clinics/<slug:slug>/life/", my.life, name="my_life"),
    path("my/clinics/<slug:slug>/life/<slug:step>/", my.step, name="my_life_step"),
]
