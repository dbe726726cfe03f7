"""The rules for Prometheus, and the page for operators, name metrics and labels that exist."""

import re
from pathlib import Path

import pytest
import yaml
from django.test import Client
from django.utils import timezone

from clinics.models import Run
from directory.sight import counts, stand
from tests import make
from tests.sight.test_metrics import BEARER, TOKEN, parsed

ROOT = Path(__file__).resolve().parents[2]
RULES = [
    rule
    for group in yaml.safe_load((ROOT / "deploy/alerts.yml").read_text())["groups"]
    for rule in group["rules"]
]
NAMED = re.compile(r"\b(directory_\w+)(?:\{(\w+)[!=]+\"([^\"]*)\"\})?")
WATCH = (ROOT / "docs/operate.md").read_text().split("\n## What to watch\n")[1].split("\n## ")[0]


@pytest.fixture
def known(db, settings, monkeypatch) -> dict[str, set[str]]:
    """Every metric, each sample's name with its labels: something of everything has happened."""
    settings.METRICS_TOKEN = TOKEN
    counts.begin_anew()
    make.register_file("leie")
    make.review(make.clinic(), status="waiting")
    now = timezone.now()
    Run.objects.create(job="forget", due_at=now, started_at=now, ended_at=now, outcome="done")
    found = counts.counts()
    for kind in found.happened.values():
        kind.labels("sent")
    replica = {("replica 1",): 1.0}
    names = ("directory_replica_answers", "directory_replica_behind_bytes")
    told = [stand.gauge(name, "As tests/outages/test_replicas.py finds it.", replica, "replica")
            for name in names]  # fmt: skip
    monkeypatch.setattr(stand, "ALSO", [lambda: told])
    client = Client()
    client.get("/")
    text = client.get("/metrics", headers=BEARER).content.decode()
    counts.begin_anew()
    return {name: {*samples[0][0]} for name, samples in parsed(text).items()}


def test_every_metric_of_a_rule_exists_with_that_label(known):
    used = {(name, label) for rule in RULES for name, label, _value in NAMED.findall(rule["expr"])}
    assert len(used) >= 15
    assert {name for name, _label in used if name not in known} == set()
    assert [(name, label) for name, label in used if label and label not in known[name]] == []


def test_every_rule_says_what_to_do_and_has_a_name_of_its_own():
    assert len({rule["alert"] for rule in RULES}) == len(RULES)
    assert [rule["alert"] for rule in RULES if not rule["annotations"]["todo"].endswith(".")] == []


def test_the_page_for_operators_lists_every_metric_and_its_labels_and_no_other(known):
    def plain(name: str) -> str:
        return re.sub(r"_(bucket|sum|count|created)$", "", name)

    listed = {}
    for cells in re.findall(r"^\| (`directory_.*?) \| (.*?) \|", WATCH, re.MULTILINE):
        names, labels = (re.findall(r"`(\w+)`", cell) for cell in cells)
        listed |= {name: set(labels) for name in names}
    assert listed == {
        plain(name): labels - {"le"} for name, labels in known.items()
        if not name.endswith("_created")
    }  # fmt: skip


def test_another_room_can_tell_something_too(known, settings, client, monkeypatch):
    settings.METRICS_TOKEN = TOKEN
    words = "By how much a replica is behind."

    def lag():
        yield stand.gauge("directory_replica_lag_seconds", words, {("first",): 0.5}, "replica")

    monkeypatch.setattr(stand, "ALSO", [lag])
    text = client.get("/metrics", headers=BEARER).content.decode()
    assert parsed(text)["directory_replica_lag_seconds"] == [({"replica": "first"}, 0.5)]
    counts.begin_anew()
