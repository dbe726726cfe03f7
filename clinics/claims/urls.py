"""Web addresses of the pages about claims."""

from django.urls import path

from clinics.claims import views

DOCUMENT = "my/claims/<int:pk>/documents/<int:document_pk>/"

urlpatterns = [
    path("clinics/<slug:slug>/claim/", views.claim, name="claim"),
    path("my/clinics/<slug:slug>/object/", views.object_to, name="object"),
    path("my/claims/<int:pk>/", views.my_claim, name="my_claim"),
    path("my/claims/<int:pk>/code/", views.type_code, name="claim_type_code"),
    path("my/claims/<int:pk>/send/", views.send, name="claim_send"),
    path("my/claims/<int:pk>/sites/", views.sites, name="claim_sites"),
    path("my/claims/<int:pk>/withdraw/", views.withdraw, name="claim_withdraw"),
    path("my/claims/<int:pk>/answer/", views.answer, name="claim_answer"),
    path("my/claims/<int:pk>/call/", views.call, name="claim_call"),
    path(DOCUMENT, views.document, name="claim_document"),
    path(f"{DOCUMENT}pages/<int:first>/", views.document_pages, name="claim_document_pages"),
    path(f"{DOCUMENT}pages/<int:first>.png", views.document_drawing, name="claim_document_drawing"),
]
