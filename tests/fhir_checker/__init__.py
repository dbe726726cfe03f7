"""Checks FHIR resources against Plan-Net 1.2.0 and base R4, without a network and without Java.

    from tests.fhir_checker.check import check
    assert check(resource) == []

`faults.py` has the faults that it must find. It does not check terms that are not committed, the
text of narratives, or that a reference leads anywhere: the tests over HTTP look at that by reading.
"""
