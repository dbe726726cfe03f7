"""The licence of the data, in one place."""

from __future__ import annotations

import datetime as dt

from clinics.site_address import absolute

NAME, TITLE = "CC-BY-4.0", "Creative Commons Attribution 4.0 International"
ADDRESS = "https://creativecommons.org/licenses/by/4.0/"

TEXT = """\
The data of Clinic Directory ({site})

Licence: {title} ({name})
{address}legalcode

You may copy, change and use these files for any purpose, also for money, if you

- give credit, for example so:
  Clinic Directory contributors, {site}, data of {day}, CC BY 4.0
- link to the licence, and
- say whether you changed anything.

Use implies no endorsement, by a clinic or by the directory: do not let it look as if a clinic
offered, knew or recommended what you make.

Clinics are taken off the directory, and these files stay as they were. Please take off your copy
what {site}api/v1/changes names as withdrawn.

What is not stated in these files is not known. It never means "no".

Some points, counties and ZIP codes are from GeoNames (https://www.geonames.org/, CC BY 4.0) and the
US Census Bureau (public domain).
"""


def licence_text(day: dt.date) -> str:
    """The text that lies beside the files."""
    return TEXT.format(site=absolute("/"), title=TITLE, name=NAME, address=ADDRESS, day=day)
