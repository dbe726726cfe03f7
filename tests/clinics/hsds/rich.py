"""Clinics with everything that a listing can say, for the tests of HSDS."""

import datetime as dt

from clinics.models import Clinic, Hours
from tests import make


def rich(**words) -> Clinic:
    """A clinic that says yes and no, has prices, hours, languages and an organization."""
    asked = {
        "name": "Heron",
        "organization": "Umbrella",
        "description": "Two rooms.\nQuiet.",
        "how_to_find": "Second door.",
        "street": "1 Main St",
        "street2": "Suite 2",
        "phone": "+1 561-555-0100 ext. 301",
        "website": "https://heron.example/a?b=c",
        "email": "desk@heron.example",
        "yes": "route.iv-infusion access.wheelchair language.es accreditation.aaahc",
        "no": "route.at-home insurance.cigna",
        "facts": [
            make.fact("safety.acls-on-site", confirmed="document", detail="Until May"),
            make.fact("insurance.aetna", covers=["visits"], prior_authorization=False),
            make.fact("number.session_minutes", 45),
        ],
        "prices": [
            make.price("price.session", "450.50", required=True),
            make.price("price.session.iv-infusion", "500", days=3),
        ],
        "hours": [
            Hours(weekday=0, opens=dt.time(9), closes=dt.time(12)),
            Hours(weekday=1, opens=dt.time(9), closes=dt.time(12)),
            Hours(weekday=5, opens=dt.time(18), closes=dt.time(23, 59)),
        ],
    }
    return make.clinic(**asked | words)
