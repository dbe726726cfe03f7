"""The code tables of our resources: what of the checklist is which code of whom. Only those used.

Sources: Plan-Net 1.2.0 and HL7 Terminology (CC0), NUCC provider taxonomy (a few codes).
"""
