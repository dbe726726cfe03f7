"""The read-only API under /api/v1/: clinics, places, and its own description."""
