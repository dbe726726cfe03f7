"""The database backend of web processes, for Django's ENGINE."""
