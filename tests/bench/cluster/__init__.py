"""One machine beside two, with everything that stands between readers and the database."""
