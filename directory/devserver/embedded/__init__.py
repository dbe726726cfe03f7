"""The embedded PostgreSQL server; only `directory.devserver.database` imports it."""

from directory.devserver.embedded.home import DatabaseRefused
from directory.devserver.embedded.programs import OLDEST
from directory.devserver.embedded.server import ROLE, Server

__all__ = ["OLDEST", "ROLE", "DatabaseRefused", "Server"]
