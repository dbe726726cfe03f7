"""The site that patients use. It reads listings and writes only its gazetteer."""

from django.apps import AppConfig
from django.core.checks import Tags, register

from directory.sight.counting import follow_the_record
from directory.site.checks import ready_for_readers, secrets_are_private
from directory.site.logs import log_lost_threads


class DirectoryConfig(AppConfig):
    """Places, search, compare and the API."""

    name = "directory"
    label = "directory"

    def ready(self) -> None:
        """Let `check --deploy` speak for the site, log what ends a thread, and count."""
        # Both read models, which are there only now.
        from directory.sight.stand import ALSO  # noqa: PLC0415  (as said)
        from directory.site.replica_metrics import replicas_stand  # noqa: PLC0415  (as said)

        register(ready_for_readers, deploy=True)
        register(secrets_are_private, Tags.security, deploy=True)
        log_lost_threads()
        follow_the_record()
        ALSO[:] = [replicas_stand]
