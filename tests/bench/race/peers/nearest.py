"""The floor: twenty ids by PostgreSQL's index of points. No total, no counts, no circle."""

from __future__ import annotations

import psycopg
from django.db import connection
from psycopg.pq import Format

from clinics.geo import Point
from tests.bench.race.asked import Circle
from tests.bench.race.peers.peer import Peer
from tests.bench.race.rows import PAGE, Found

NEAREST = f"""
select clinic_id from clinics_searchrow
order by point(longitude, latitude) <-> point(%s, %s) limit {PAGE}
"""


def by_django(point: Point) -> None:
    """Ask by Django's cursor, as a page would."""
    with connection.cursor() as cursor:
        cursor.execute(NEAREST, [point.longitude, point.latitude])
        assert len(cursor.fetchall()) == PAGE


def connected(*, options: str = "") -> psycopg.Connection:
    """A connection whose statements the server prepares: Django turns that off.

    `options` are settings of the server for it.
    """
    names = ("dbname", "user", "host", "port", "password")
    given = connection.get_connection_params()
    own = {name: given[name] for name in names if given.get(name)}
    return psycopg.connect(**own, options=options, autocommit=True, prepare_threshold=0)


def prepared(own: psycopg.Connection, point: Point) -> None:
    """Ask by a prepared statement, and take the ids as bytes."""
    with psycopg.Cursor(own) as cursor:
        cursor.format = Format.BINARY
        cursor.execute(NEAREST, [point.longitude, point.latitude])
        assert len(cursor.fetchall()) == PAGE


class Nearest(Peer):
    """Nothing of what it says could be compared: it orders by degrees, not miles."""

    name = "*floor: bare nearest twenty (KNN), Django's cursor*"
    lacks = "no ticks, total, counts or miles: a floor, not an answer"

    def build(self) -> None:
        """The index stands in the database."""

    def ask(self, circle: Circle) -> Found:
        """Nothing."""
        by_django(circle.point)
        return Found()


class NearestPrepared(Nearest):
    """The same, prepared."""

    name = "*floor: the same, prepared*"

    def build(self) -> None:
        """Connect."""
        self.connection = connected()

    def ask(self, circle: Circle) -> Found:
        """Nothing."""
        prepared(self.connection, circle.point)
        return Found()

    def close(self) -> None:
        """Close the connection."""
        self.connection.close()
