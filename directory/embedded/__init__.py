"""The embedded PostgreSQL server; only `directory.database` imports it."""

from directory.embedded.home import DatabaseRefused
from directory.embedded.programs import OLDEST
from directory.embedded.server import ROLE, Server

__all__ = ["OLDEST", "ROLE", "DatabaseRefused", "Server"]
