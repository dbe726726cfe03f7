"""Faults on real processes: what is lost (nothing that was acknowledged), and what people see."""
