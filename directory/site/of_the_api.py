"""The settings of the API and of all open data. `directory/settings.py` takes them over."""

# A search takes about 50 ms of a core: one network can use a tenth of a core. A map of 500 clinics
# takes 300 ms; one with clusters, as a search.
API_SEARCHES_A_MINUTE = 120
# Other requests take about 15 ms. Reading 10,000 clinics one by one takes 17 minutes.
API_REQUESTS_A_MINUTE = 600
OPEN_DATA_A_MINUTE = {
    "api-search": API_SEARCHES_A_MINUTE,
    "api": API_REQUESTS_A_MINUTE,
    "fhir": 300,
    "hsds": 300,
    # A mirror fetches a dozen files a night.
    "data": 60,
}
REST_FRAMEWORK = {
    "DEFAULT_AUTHENTICATION_CLASSES": [],
    "DEFAULT_PERMISSION_CLASSES": ["rest_framework.permissions.AllowAny"],
    "DEFAULT_RENDERER_CLASSES": ["rest_framework.renderers.JSONRenderer"],
    "DEFAULT_SCHEMA_CLASS": "directory.api.openapi.ApiSchema",
    "EXCEPTION_HANDLER": "directory.api.problems.handler",
    "URL_FORMAT_OVERRIDE": None,
    "UNAUTHENTICATED_USER": None,
}
SPECTACULAR_SETTINGS = {
    "TITLE": "Clinic Directory",
    "VERSION": "1",
    "OAS_VERSION": "3.1.1",
    "SERVE_INCLUDE_SCHEMA": False,
    "SORT_OPERATION_PARAMETERS": False,
    "DISABLE_DOCSTRING_DESCRIPTIONS": True,
    "ENUM_GENERATE_CHOICE_DESCRIPTION": False,
    "POSTPROCESSING_HOOKS": ["directory.api.openapi.tidy", "directory.api.links.link"],
}
