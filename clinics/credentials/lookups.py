"""Where a moderator looks a credential up: web addresses by state, profession and kind.

They are the public searches of boards and certifiers, as known in 2025; docs/operate.md says how
to keep them up to date. If an address is gone, the moderator has to search for the new one.
"""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from clinics.credentials.models import Credential

Kind = Credential.Kind

NURSES = ("nurse-anesthetist", "psychiatric-np", "nurse-practitioner", "registered-nurse")
PHYSICIANS = (
    "anesthesiologist", "pain-physician", "psychiatrist", "emergency-physician", "other-physician",
)  # fmt: skip

STATE_BOARDS = {
    "AL": "https://www.albme.gov/",
    "AK": "https://www.commerce.alaska.gov/cbp/main/Search/Professional",
    "AZ": "https://www.azmd.gov/",
    "AR": "https://www.armedicalboard.org/",
    "CA": "https://search.dca.ca.gov/",
    "CO": "https://apps2.colorado.gov/dora/licensing/Lookup/LicenseLookup.aspx",
    "CT": "https://www.elicense.ct.gov/Lookup/LicenseLookup.aspx",
    "DE": "https://delpros.delaware.gov/OH_VerifyLicense",
    "DC": "https://dchealth.dc.gov/",
    "FL": "https://mqa-internet.doh.state.fl.us/MQASearchServices/Home",
    "GA": "https://medicalboard.georgia.gov/",
    "HI": "https://mypvl.dcca.hawaii.gov/public-license-search/",
    "ID": "https://dopl.idaho.gov/",
    "IL": "https://idfpr.illinois.gov/",
    "IN": "https://mylicense.in.gov/everification/",
    "IA": "https://dial.iowa.gov/",
    "KS": "https://www.ksbha.org/",
    "KY": "https://kbml.ky.gov/",
    "LA": "https://www.lsbme.la.gov/",
    "ME": "https://www.maine.gov/md/",
    "MD": "https://www.mbp.state.md.us/",
    "MA": "https://findmydoctor.mass.gov/",
    "MI": "https://val.apps.lara.state.mi.us/",
    "MN": "https://mn.gov/boards/medical-practice/",
    "MS": "https://www.msbml.ms.gov/",
    "MO": "https://pr.mo.gov/",
    "MT": "https://boards.bsd.dli.mt.gov/",
    "NE": "https://www.nebraska.gov/LISSearch/search.cgi",
    "NV": "https://medboard.nv.gov/",
    "NH": "https://www.oplc.nh.gov/",
    "NJ": "https://newjersey.mylicense.com/verification/",
    "NM": "https://www.nmmb.state.nm.us/",
    "NY": "https://www.op.nysed.gov/verification-search",
    "NC": "https://www.ncmedboard.org/",
    "ND": "https://www.ndbom.org/",
    "OH": "https://elicense.ohio.gov/oh_verifylicense",
    "OK": "https://www.okmedicalboard.org/",
    "OR": "https://www.oregon.gov/omb/",
    "PA": "https://www.pals.pa.gov/",
    "RI": "https://health.ri.gov/",
    "SC": "https://verify.llronline.com/LicLookup/LookupMain.aspx",
    "SD": "https://www.sdbmoe.gov/",
    "TN": "https://apps.health.tn.gov/licensure/",
    "TX": "https://www.tmb.state.tx.us/",
    "UT": "https://secure.utah.gov/llv/search/index.html",
    "VT": "https://www.healthvermont.gov/",
    "VA": "https://dhp.virginiainteractive.org/Lookup/Index",
    "WA": "https://fortress.wa.gov/doh/providercredentialsearch/",
    "WV": "https://wvbom.wv.gov/",
    "WI": "https://licensesearch.wi.gov/",
    "WY": "https://wyomedboard.wyo.gov/",
}
"""Where each state, and the District of Columbia, lists the licenses of its physicians."""

EVERY_PROFESSION = {
    "AK", "CA", "CO", "CT", "DE", "DC", "FL", "HI", "ID", "IL", "IN", "IA", "MI", "MO", "MT", "NE",
    "NH", "NJ", "NY", "OH", "PA", "RI", "SC", "TN", "UT", "VA", "WA", "WI",
}  # fmt: skip
"""States whose address has the licenses of every profession, not only of physicians."""

NURSYS = "https://www.nursys.com/"
DOCINFO = "https://www.docinfo.org/"
NPPES = "https://npiregistry.cms.hhs.gov/"
EXCLUSIONS = "https://exclusions.oig.hhs.gov/"

CERTIFIERS: dict[str, tuple[tuple[Promise, str], ...]] = {
    "physician": ((_("ABMS Certification Matters"), "https://www.certificationmatters.org/"),),
    "nurse-anesthetist": ((_("NBCRNA, nurse anesthetists"), "https://www.nbcrna.com/"),),
    "psychiatric-np": ((_("ANCC, nurse practitioners"), "https://www.nursingworld.org/"),),
    "nurse-practitioner": (
        (_("ANCC, nurse practitioners"), "https://www.nursingworld.org/"),
        (_("AANP, nurse practitioners"), "https://www.aanpcert.org/"),
    ),
    "physician-assistant": ((_("NCCPA, physician assistants"), "https://www.nccpa.net/"),),
}
"""Who certifies each profession. One search covers all physicians' boards."""

COURSES = ((_("American Heart Association eCards"), "https://ecards.heart.org/"),)
BY_KIND: dict[str, tuple[tuple[Promise, str], ...]] = {
    Kind.ACLS: COURSES,
    Kind.BLS: COURSES,
    Kind.REMS: ((_("Spravato REMS: certified settings"), "https://www.spravatorems.com/"),),
    Kind.NOT_EXCLUDED: ((_("Exclusion list of the Inspector General"), EXCLUSIONS),),
}
ACCREDITORS = {
    "aaahc": (_("AAAHC"), "https://www.aaahc.org/"),
    "joint-commission": (_("Joint Commission: Quality Check"), "https://www.qualitycheck.org/"),
    "quad-a": (_("QUAD A"), "https://www.quada.org/"),
}


@dataclass(frozen=True, kw_only=True)
class Lookup:
    """A public page on which a credential can be looked up."""

    label: str
    url: str


def lookups(credential: Credential) -> list[Lookup]:
    """Where a credential can be looked up, the best place first; [] when there is none.

    `credential` comes with its clinician.
    """
    profession = credential.clinician.profession if credential.clinician else ""
    found = {
        Kind.LICENCE: lambda: _licences(credential.state, profession),
        Kind.BOARD: lambda: CERTIFIERS.get(_trade(profession), ()),
        Kind.NPI: lambda: ((_("NPPES, this number"), f"{NPPES}provider-view/{credential.number}"),),
        Kind.ACCREDITATION: lambda: filter(None, [ACCREDITORS.get(credential.name)]),
    }.get(Kind(credential.kind), lambda: BY_KIND.get(credential.kind, ()))()
    return [Lookup(label=str(label), url=url) for label, url in found]


def _trade(profession: str) -> str:
    """The key of CERTIFIERS for a profession."""
    return "physician" if profession in PHYSICIANS else profession


def _licences(state: str, profession: str) -> list[tuple[Promise | str, str]]:
    """The state's own search, if it covers the profession; then the search of all states."""
    of_medicine = profession in PHYSICIANS or profession == "physician-assistant"
    found: list[tuple[Promise | str, str]] = []
    if state in STATE_BOARDS and (of_medicine or state in EVERY_PROFESSION):
        found.append((_("State board of %s") % state, STATE_BOARDS[state]))
    if profession in NURSES:
        found.append((_("Nursys, nurses of all states"), NURSYS))
    if of_medicine:
        found.append((_("DocInfo, medical boards of all states"), DOCINFO))
    return found
