"""The database goes away, hangs, and comes back, beneath a real site."""
