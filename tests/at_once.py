"""Several calls at the same moment, and waiting for what is done beside an answer."""

import threading

from django.db import connections

from clinics.notices.mail import MAIL_THREAD


def all_at_once(calls) -> list:
    """Run the calls in threads of their own that start together: results or exceptions."""
    start, results = threading.Barrier(len(calls)), [None] * len(calls)

    def run(place, call):
        try:
            start.wait(60)
            results[place] = call()
        except Exception as error:
            results[place] = error
        finally:
            connections.close_all()

    threads = [threading.Thread(target=run, args=pair) for pair in enumerate(calls)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(300)
    return results


def settled() -> None:
    """Wait for the mails that are sent beside an answer."""
    for thread in threading.enumerate():
        if thread.name == MAIL_THREAD:
            thread.join()
