"""The checklist: every group, item, number, price and source that a patient can check.

Filters, facets, compare rows, the edit form, CSV columns, the API and the question sheet are all
derived from `CHECKLIST`. To add an item, add one entry here with the next free bit. Bits are
positions in the search masks: never change one, and never use one again for another item.
"""

from django.utils.translation import gettext_lazy as _

from clinics.sources import SOURCES
from clinics.vocabulary import Checklist, Group, Item, Need, Number, PriceKind

DOCUMENT, REGISTER, PUBLIC_LIST = "document", "register", "public-list"

CONTACT_DECAYS_DAYS = 90
"""How many days name, address and phone count as recent after the clinic affirmed them."""

_OFF_LABEL = _("Off-label use, limited evidence.")
_WEAK = _("Weak or no evidence.")
_WEAK_OR_UNCLEAR = _("Weak or no evidence. A review in 2025 found none that is clear.")
_COMPOUNDED = _(
    "The FDA warned in 2022 and 2023: compounded ketamine is not FDA-approved for any psychiatric "
    "disorder, and taking it at home adds risk."
)

# fmt: off
CONDITION = Group(
    code="condition",
    title=_("Conditions treated"),
    question=_("Do you treat what I have?"),
    combine="all",
    items=(
        Item(bit=0, code="crps", label=_("Complex regional pain syndrome (CRPS)"), short=_("CRPS"),
             evidence=_("Moderate evidence of improvement for up to 12 weeks, after infusions over "
                        "several days. A review in 2025 found no clear evidence. One visit of 40 "
                        "to 60 minutes is not what was tested."),
             sources=("G-CP", "COCH25"), synonyms=("rsd", "crps", "complex regional pain syndrome",
                                          "reflex sympathetic dystrophy", "causalgia")),
        Item(bit=1, code="spinal-injury-pain", label=_("Spinal injury pain"),
             evidence=_("Weak evidence, short term, for injuries of the spinal cord. A review in "
                        "2025 found no clear evidence."),
             sources=("G-CP", "COCH25"),
             synonyms=("spinal cord injury", "spinal injury", "sci pain")),
        Item(bit=2, code="neuropathic-pain", label=_("Neuropathic (nerve) pain"),
             short=_("Nerve pain"), evidence=_WEAK_OR_UNCLEAR, sources=("G-CP", "COCH25"),
             synonyms=("nerve pain", "neuropathy", "neuropathic", "shingles pain", "shingles",
                       "postherpetic neuralgia", "neuralgia")),
        Item(bit=3, code="phantom-limb-pain", label=_("Phantom limb pain"),
             evidence=_WEAK_OR_UNCLEAR, sources=("G-CP", "COCH25"),
             synonyms=("phantom limb", "phantom pain", "amputation pain")),
        Item(bit=4, code="post-surgical-pain", label=_("Pain that stays after surgery"),
             evidence=_("Not rated by name: apart from CRPS there is no evidence beyond the short "
                        "term. This is not about acute pain in the hospital."),
             sources=("G-CP", "G-AP"), synonyms=("post surgical pain", "postsurgical pain",
                                                 "pain after surgery", "postoperative pain")),
        Item(bit=5, code="fibromyalgia", label=_("Fibromyalgia"),
             evidence=_WEAK_OR_UNCLEAR, sources=("G-CP", "COCH25"),
             synonyms=("fibro", "fibromyalgia")),
        Item(bit=6, code="cancer-pain", label=_("Cancer pain, palliative care"),
             evidence=_("Weak or no evidence. A review in 2017 found only three trials."),
             sources=("G-CP", "COCH17"),
             synonyms=("cancer pain", "cancer", "palliative care", "palliative")),
        Item(bit=7, code="migraine", label=_("Migraine and chronic headache"), evidence=_WEAK,
             sources=("G-CP",), synonyms=("migraine", "migraines", "headache", "headaches",
                                          "cluster headache")),
        Item(bit=8, code="back-pain", label=_("Low back pain, sciatica"),
             evidence=_("Weak or no evidence for back pain. Sciatica is not rated by name."),
             sources=("G-CP",),
             synonyms=("back pain", "sciatica", "low back pain", "lumbar pain")),
        Item(bit=9, code="pelvic-pain", label=_("Pelvic pain, interstitial cystitis"),
             evidence=_("Not assessed by the guidelines: off-label use, limited evidence. Ketamine "
                        "itself can inflame the bladder."), sources=("LABEL",),
             synonyms=("pelvic pain", "interstitial cystitis", "endometriosis")),
        Item(bit=10, code="sickle-cell-pain", label=_("Sickle cell disease pain"),
             evidence=_("Suggested in the hospital when opioids alone fail, on very low certainty; "
                        "not for lasting pain."),
             sources=("ASH20",),
             synonyms=("sickle cell", "sickle cell disease", "sickle cell pain")),
        Item(bit=11, code="depression", label=_("Treatment-resistant depression"),
             evidence=_("Esketamine nasal spray is FDA-approved in a certified setting. Other "
                        "ketamine is off-label: suggested after several treatments failed, and in "
                        "one trial in hospitals no better than an active placebo."),
             sources=("REMS", "VADOD22", "CANMAT21", "KARMA25"),
             synonyms=("depression", "trd", "major depression", "mdd",
                       "treatment resistant depression")),
        Item(bit=12, code="bipolar-depression", label=_("Bipolar depression"), evidence=_OFF_LABEL,
             sources=("APA17", "COCH21"),
             synonyms=("bipolar", "bipolar depression", "bipolar disorder")),
        Item(bit=13, code="anxiety", label=_("Anxiety"), evidence=_OFF_LABEL,
             synonyms=("anxiety", "gad", "panic disorder")),
        Item(bit=14, code="ptsd", label=_("Post-traumatic stress disorder (PTSD)"), short=_("PTSD"),
             evidence=_("Off-label. A guideline for veterans suggests against it, on very low "
                        "certainty."),
             sources=("VADOD23P",), synonyms=("ptsd", "post traumatic stress", "trauma")),
        Item(bit=15, code="ocd", label=_("Obsessive-compulsive disorder (OCD)"), short=_("OCD"),
             evidence=_OFF_LABEL, synonyms=("ocd", "obsessive compulsive disorder")),
        Item(bit=126, code="suicidal-thoughts", label=_("Suicidal thoughts"),
             evidence=_("Off-label: suggested only as a short addition to hospital care, on weak "
                        "evidence. Not shown to prevent suicide. In a crisis call or text 988."),
             sources=("VADOD24",)),
    ),
)

ROUTE = Group(
    code="route",
    title=_("How it is given"),
    question=_("How is it given?"),
    combine="any",
    items=(
        Item(bit=16, code="iv-infusion", label=_("IV infusion (into a vein)"),
             short=_("IV infusion"),
             synonyms=("iv", "infusion", "infusions", "iv infusion", "intravenous")),
        Item(bit=17, code="intramuscular", label=_("Injection into a muscle (IM)"),
             short=_("Injection into a muscle"), synonyms=("im", "intramuscular", "im injection")),
        Item(bit=18, code="subcutaneous", label=_("Injection under the skin"),
             synonyms=("subcutaneous", "subq")),
        Item(bit=19, code="esketamine-nasal", label=_("Esketamine nasal spray (Spravato)"),
             short=_("Spravato nasal spray"), evidence=_("Given in certified settings only."),
             sources=("REMS",), synonyms=("spravato", "esketamine")),
        Item(bit=20, code="compounded-nasal", label=_("Compounded ketamine nasal spray"),
             short=_("Compounded nasal spray"), warning=_COMPOUNDED, sources=("FDA22", "FDA23"),
             synonyms=("compounded nasal spray", "ketamine nasal spray")),
        Item(bit=21, code="lozenge", label=_("Lozenge, troche or tablet"),
             short=_("Lozenge or tablet"), warning=_COMPOUNDED,
             sources=("FDA23",), synonyms=("lozenge", "lozenges", "troche", "troches",
                                           "oral ketamine")),
        Item(bit=22, code="at-home", label=_("Taken at home"), short=_("At home"),
             warning=_COMPOUNDED,
             sources=("FDA22", "FDA23"), synonyms=("at home", "at home ketamine", "home use")),
    ),
)

SAFETY = Group(
    code="safety",
    title=_("Safety before and during"),
    question=_("How do you keep me safe before and during a session?"),
    combine="all",
    items=(
        Item(bit=23, code="medical-screening", label=_("Medical screening before the first dose"),
             question=_("Who checks my history, blood pressure, medicines and pregnancy?"),
             sources=("G-CP",), patients_can_contradict=True, synonyms=("medical screening",)),
        Item(bit=24, code="psychiatric-evaluation",
             label=_("Psychiatric evaluation for mood treatment"),
             question=_("Who does it, and do you talk to my therapist?"), sources=("APA17",),
             patients_can_contradict=True, synonyms=("psychiatric evaluation",)),
        Item(bit=25, code="informed-consent",
             label=_("Written consent: off-label use, risks, alternatives, cost"),
             question=_("May I read the form beforehand?"), sources=("APA17", "ASA25"),
             confirm=(DOCUMENT,), synonyms=("informed consent", "written consent")),
        Item(bit=26, code="stop-rule", label=_("A goal, a defined course, and when to stop"),
             question=_("When would we stop?"), sources=("ASA25",), synonyms=("stop rule",)),
        Item(bit=27, code="clinician-on-site",
             label=_("A physician or nurse anesthetist on site"),
             question=_("Who is responsible, and in the building?"), sources=("ASA25", "ASA23"),
             confirm=(DOCUMENT,), synonyms=("doctor on site", "physician on site",
                                            "clinician on site")),
        Item(bit=28, code="acls-on-site",
             label=_("Someone trained in advanced life support (ACLS) at every session"),
             short=_("Advanced life support (ACLS)"),
             question=_("Who, and until when is the card valid?"), sources=("APA17", "G-CP"),
             confirm=(DOCUMENT,), valid_days=730,
             synonyms=("acls", "advanced cardiac life support")),
        Item(bit=29, code="continuous-observation", label=_("A clinician watches throughout"),
             question=_("How many patients per person watching?"), sources=("REMS", "ASKP"),
             patients_can_contradict=True, synonyms=("continuous observation",)),
        Item(bit=30, code="vital-signs",
             label=_("Blood pressure, heart rate and oxygen monitored"),
             question=_("How often?"), sources=("APA17", "REMS", "PA20"),
             patients_can_contradict=True, synonyms=("vital signs", "blood pressure monitored")),
        Item(bit=31, code="resuscitation-equipment",
             label=_("Oxygen, airway equipment and AED on site"), question=_("May I see it?"),
             sources=("ASA25",), confirm=(DOCUMENT,),
             synonyms=("aed", "oxygen on site", "resuscitation equipment")),
        Item(bit=32, code="emergency-plan", label=_("Written emergency plan and transfer hospital"),
             question=_("Which hospital?"), sources=("ASKP",), confirm=(DOCUMENT,),
             synonyms=("emergency plan",)),
        Item(bit=33, code="infusion-pump", label=_("Programmed pump, dose by weight"),
             question=_("Is the dose worked out by weight and given by a programmed pump?"),
             sources=("PA20", "ASA25"), synonyms=("infusion pump",)),
        Item(bit=34, code="adverse-events-reported",
             label=_("Reports bad reactions (adverse events)"),
             short=_("Reports bad reactions"),
             question=_("To whom do you report bad reactions?"),
             synonyms=("adverse events", "reports adverse events")),
    ),
)

AFTERCARE = Group(
    code="aftercare",
    title=_("Aftercare"),
    question=_("What happens after a session?"),
    combine="all",
    items=(
        Item(bit=35, code="recovery-observed", label=_("Watched until you are back to normal"),
             question=_("For how long, and who decides that I may leave?"),
             evidence=_("After esketamine nasal spray: at least 2 hours."), sources=("REMS",),
             patients_can_contradict=True, synonyms=("recovery room", "recovery observed")),
        Item(bit=36, code="escort-required", label=_("You leave with someone"),
             question=_("Who may take me home, and may I use a ride service?"), sources=("REMS",),
             synonyms=("escort", "ride home")),
        Item(bit=37, code="after-hours-contact", label=_("A person to phone the same night"),
             question=_("Which number do I call at night, and who answers?"),
             patients_can_contradict=True, synonyms=("after hours contact",)),
        Item(bit=38, code="follow-up-call", label=_("Follow-up call"),
             question=_("When do you call, and what do you ask?"),
             patients_can_contradict=True, synonyms=("follow up", "follow up call")),
        Item(bit=39, code="integration-therapy", label=_("Talking therapy included or offered"),
             question=_("With whom, and is it in the price?"), sources=("ASKP",),
             synonyms=("integration", "integration therapy", "talking therapy",
                       "ketamine assisted psychotherapy", "kap")),
        Item(bit=40, code="outcome-tracking",
             label=_("Progress tracked on a scale and shared with your doctor"),
             question=_("Which scale (PHQ-9, pain 0 to 10), how often, and who sees it?"),
             synonyms=("outcome tracking", "phq 9")),
        Item(bit=41, code="coordinates-care", label=_("Works with your own doctor"),
             question=_("What do you send to my own doctor or therapist?"),
             synonyms=("coordinates care", "care coordination")),
        Item(bit=42, code="maintenance-program",
             label=_("Later sessions with limits, and bladder, liver and memory follow-up"),
             question=_("How many later sessions, and which checks go with them?"),
             sources=("FDA23", "G-CP"), synonyms=("maintenance", "booster program",
                                                  "maintenance program")),
    ),
)

_BY_REGISTER, _BY_BOARD = (REGISTER,), (REGISTER, DOCUMENT)

STAFF = Group(
    code="staff",
    title=_("Staff"),
    question=_("Who treats me, and what are they licensed to do?"),
    combine="all",
    items=(
        Item(bit=43, code="anesthesiologist", label=_("Anesthesiologist"), confirm=_BY_BOARD,
             sources=("ASA23",), synonyms=("anesthesiologist", "anesthesiologists")),
        Item(bit=44, code="pain-physician", label=_("Pain physician"), confirm=_BY_BOARD,
             sources=("ASA23",), synonyms=("pain physician", "pain doctor", "pain specialist")),
        Item(bit=45, code="psychiatrist", label=_("Psychiatrist"), confirm=_BY_BOARD,
             sources=("APA17",), synonyms=("psychiatrist", "psychiatrists")),
        Item(bit=46, code="emergency-physician", label=_("Emergency physician"),
             confirm=_BY_BOARD, synonyms=("emergency physician", "er doctor")),
        Item(bit=47, code="other-physician", label=_("Other physician"), confirm=_BY_BOARD),
        Item(bit=48, code="nurse-anesthetist", label=_("Nurse anesthetist (CRNA)"),
             confirm=_BY_BOARD, synonyms=("crna", "nurse anesthetist", "nurse anesthetists")),
        Item(bit=49, code="psychiatric-np",
             label=_("Psychiatric nurse practitioner (PMHNP)"), confirm=_BY_BOARD,
             synonyms=("pmhnp", "psychiatric nurse practitioner")),
        Item(bit=50, code="nurse-practitioner", label=_("Nurse practitioner"), confirm=_BY_BOARD,
             synonyms=("nurse practitioner",)),
        Item(bit=51, code="physician-assistant", label=_("Physician assistant"),
             confirm=_BY_BOARD, synonyms=("physician assistant",)),
        Item(bit=52, code="registered-nurse", label=_("Registered nurse"), confirm=_BY_REGISTER,
             synonyms=("registered nurse", "rn")),
        Item(bit=53, code="psychologist", label=_("Psychologist"), confirm=_BY_REGISTER,
             synonyms=("psychologist",)),
        Item(bit=54, code="therapist", label=_("Therapist (LCSW, LMFT, LPC)"),
             confirm=_BY_REGISTER, synonyms=("therapist", "lcsw", "lmft", "lpc", "counselor")),
    ),
)

INSURANCE = Group(
    code="insurance",
    title=_("Insurance"),
    question=_("Do you take my insurance, for which route, and with prior authorization?"),
    combine="any",
    items=tuple(
        Item(bit=bit, code=code, label=label, patients_can_contradict=True, synonyms=synonyms)
        for bit, code, label, synonyms in (
            (55, "medicare", _("Medicare"), ("medicare",)),
            (56, "medicaid", _("Medicaid"), ("medicaid",)),
            (57, "tricare", _("TRICARE"), ("tricare",)),
            (58, "va-community-care", _("VA Community Care"), ("va community care", "va")),
            (59, "aetna", _("Aetna"), ("aetna",)),
            (60, "blue-cross-blue-shield", _("Blue Cross Blue Shield"),
             ("blue cross blue shield", "bcbs", "blue cross", "blue shield")),
            (61, "cigna", _("Cigna"), ("cigna",)),
            (62, "humana", _("Humana"), ("humana",)),
            (63, "kaiser-permanente", _("Kaiser Permanente"), ("kaiser permanente", "kaiser")),
            (64, "unitedhealthcare", _("UnitedHealthcare"),
             ("unitedhealthcare", "united healthcare", "uhc")),
            (65, "other-private", _("Other private insurance"), ("private insurance",)),
            (66, "workers-compensation", _("Workers’ compensation"),
             ("workers compensation", "workers comp")),
        )
    ),
)

PAYMENT = Group(
    code="payment",
    title=_("Payment"),
    question=_("How can I pay, and what if things change?"),
    combine="all",
    items=tuple(
        Item(bit=bit, code=code, label=label, question=question, synonyms=synonyms,
             derived=code == "publishes-prices")
        for bit, code, label, question, synonyms in (
            (67, "self-pay", _("Self-pay"), "", ("self pay", "cash pay")),
            (68, "instalments", _("Payment in installments"),
             _("How many installments, and at what interest?"),
             ("installments", "instalments", "payment plan", "payment plans")),
            (69, "sliding-scale", _("Sliding scale by income"),
             _("What proof of income do you need?"), ("sliding scale", "sliding fee")),
            (70, "financial-aid", _("Financial aid"), _("Who can get it, and how much is it?"),
             ("financial aid", "payment assistance")),
            (71, "financing-partner", _("Financing through a partner"),
             _("Which lender, and at what interest?"), ("financing",)),
            (72, "hsa-fsa", _("HSA or FSA cards"), "", ("hsa", "fsa")),
            (73, "superbill", _("Superbill for your insurer"),
             _("Which billing codes will be on it?"), ("superbill",)),
            (74, "free-consultation", _("Free first consultation"), "", ("free consultation",)),
            (75, "publishes-prices", _("Publishes prices"), _("What does one session cost?"),
             ("publishes prices", "price list")),
            (76, "good-faith-estimate", _("Good-faith estimate in writing"),
             _("May I have it before I book?"), ("good faith estimate",)),
            (77, "no-prepayment", _("No prepayment"),
             _("Do I pay for sessions before I have had them?"), ("no prepayment",)),
            (78, "refund-policy", _("Written refund policy"),
             _("What do I get back when I stop early?"), ("refund policy", "refunds")),
            (79, "closure-policy", _("Closure policy"),
             _("What happens to prepaid money and records if the clinic closes?"),
             ("closure policy",)),
        )
    ),
)

ACCESS = Group(
    code="access",
    title=_("Access"),
    question=_("Can I get there, get in and be comfortable?"),
    combine="all",
    items=tuple(
        Item(bit=bit, code=code, label=label, patients_can_contradict=True, synonyms=synonyms,
             decays_days=CONTACT_DECAYS_DAYS if code == "accepting-new-patients" else None)
        for bit, code, label, synonyms in (
            (80, "accepting-new-patients", _("Accepting new patients"),
             ("accepting new patients", "new patients")),
            (81, "no-referral-needed", _("No referral needed"), ("no referral",)),
            (82, "evening-hours", _("Evening hours"), ("evening hours", "evenings")),
            (83, "weekend-hours", _("Weekend hours"), ("weekend hours", "weekends", "weekend")),
            (84, "telehealth-consultation", _("Telehealth consultation"),
             ("telehealth", "telehealth consultation", "video visit")),
            (85, "wheelchair", _("Wheelchair accessible"),
             ("wheelchair", "wheelchair accessible")),
            (86, "accessible-toilet", _("Accessible toilet"), ("accessible toilet",)),
            (87, "parking", _("Parking"), ("parking",)),
            (88, "near-transit", _("Near public transit"), ("near transit", "public transit")),
            (89, "private-room", _("Private room"), ("private room",)),
            (90, "companion-allowed", _("A companion may stay"), ("companion allowed",)),
            (91, "quiet-low-light-room", _("Quiet, low-light room"), ("quiet room",)),
            (92, "interpreter", _("Interpreter"), ("interpreter",)),
            (93, "adolescents", _("Treats adolescents"), ("adolescents", "teens")),
            (94, "veterans-program", _("Program for veterans"), ("veterans", "veteran")),
        )
    ),
)

LANGUAGE = Group(
    code="language",
    title=_("Languages spoken"),
    question=_("Does somebody there speak my language?"),
    combine="any",
    items=tuple(
        Item(bit=bit, code=code, label=label, synonyms=synonyms)
        for bit, code, label, synonyms in (
            (95, "es", _("Spanish"), ("spanish", "espanol")),
            (96, "zh", _("Chinese (Mandarin)"), ("chinese", "mandarin")),
            (97, "vi", _("Vietnamese"), ("vietnamese",)),
            (98, "ru", _("Russian"), ("russian",)),
            (99, "ar", _("Arabic"), ("arabic",)),
            (100, "ase", _("American Sign Language"), ("asl", "american sign language",
                                                       "sign language")),
            (101, "fr", _("French"), ("french",)),
            (102, "de", _("German"), ("german",)),
            (103, "ko", _("Korean"), ("korean",)),
            (104, "tl", _("Tagalog"), ("tagalog", "filipino")),
            (105, "pt", _("Portuguese"), ("portuguese",)),
            (106, "ht", _("Haitian Creole"), ("haitian creole", "creole")),
            (107, "hi", _("Hindi"), ("hindi",)),
            (108, "pl", _("Polish"), ("polish",)),
            (109, "it", _("Italian"), ("italian",)),
            (110, "ja", _("Japanese"), ("japanese",)),
            (111, "fa", _("Persian (Farsi)"), ("farsi", "persian")),
            (112, "he", _("Hebrew"), ("hebrew",)),
            (113, "yue", _("Cantonese"), ("cantonese",)),
            (114, "ur", _("Urdu"), ("urdu",)),
            (115, "bn", _("Bengali"), ("bengali",)),
            (116, "pa", _("Punjabi"), ("punjabi",)),
            (117, "am", _("Amharic"), ("amharic",)),
            (118, "so", _("Somali"), ("somali",)),
            (119, "nv", _("Navajo"), ("navajo",)),
            (124, "el", _("Greek"), ("greek",)),
            (125, "hmn", _("Hmong"), ("hmong",)),
        )
    ),
)

ACCREDITATION = Group(
    code="accreditation",
    title=_("Accreditation"),
    question=_("Who has inspected the clinic?"),
    combine="any",
    items=tuple(
        Item(bit=bit, code=code, label=label, evidence=evidence, confirm=(PUBLIC_LIST,),
             synonyms=synonyms)
        for bit, code, label, evidence, synonyms in (
            (120, "rems-certified", _("REMS-certified setting (Spravato)"),
             _("Sites may opt out of the public list, so absence there proves nothing."),
             ("rems", "rems certified")),
            (121, "aaahc", _("AAAHC"), "", ("aaahc",)),
            (122, "joint-commission", _("Joint Commission"), "", ("joint commission",)),
            (123, "quad-a", _("QUAD A"), "", ("quad a", "quada")),
        )
    ),
)

NUMBERS = (
    Number(code="sessions_in_course", label=_("Sessions in the first course"),
           unit=_("sessions"), question=_("How many sessions are in the first course?"),
           highest=100),
    Number(code="session_minutes", label=_("Length of a session"), unit=_("minutes"),
           question=_("How long does a session last?"), highest=1440),
    Number(code="recovery_minutes", label=_("Recovery time on site"), unit=_("minutes"),
           question=_("How long do I stay afterwards?"), highest=1440),
    Number(code="wait_days", label=_("Wait for a first appointment"), unit=_("days"),
           question=_("How long is the wait for a first appointment?"), highest=1000),
    Number(code="patients_per_observer", label=_("Patients per person watching"),
           unit=_("patients"), question=_("How many patients does one person watch at a time?"),
           highest=100),
)

PRICES = (
    PriceKind(code="consultation", label=_("First consultation"),
              question=_("What does the first consultation cost?")),
    PriceKind(code="session", label=_("One session"), per_route=True,
              question=_("What does one session cost, and what is included?")),
    PriceKind(code="booster", label=_("Booster session"),
              question=_("What does a later (booster) session cost?")),
    PriceKind(code="integration", label=_("Integration (talking therapy) session"),
              question=_("What does an integration session cost, and must I buy it?")),
)

_PHYSICIANS = ("anesthesiologist", "pain-physician", "psychiatrist", "emergency-physician",
               "other-physician")
_PRESCRIBERS = (*_PHYSICIANS, "psychiatric-np", "nurse-practitioner", "physician-assistant")
_PHYSICIAN_OR_CRNA = Need(code="physician-or-crna", kinds=("licence",), sources=("ASA25", "ASA23"),
                          label=_("A licensed physician or nurse anesthetist (CRNA)"),
                          professions=(*_PHYSICIANS, "nurse-anesthetist"))
_ACLS = Need(code="acls", label=_("Someone with a current advanced life support (ACLS) card"),
             kinds=("acls",), sources=("APA17", "G-CP"))
_PRESCRIBER = Need(code="prescriber", label=_("A licensed prescriber"), kinds=("licence",),
                   professions=_PRESCRIBERS)
_DEA = Need(code="dea", label=_("A prescriber’s federal drug permit (DEA), seen"), kinds=("dea",),
            professions=_PRESCRIBERS)
_REMS = Need(code="rems", label=_("The setting, certified for Spravato (REMS)"),
             kinds=("rems",), sources=("REMS",))

ROUTE_NEEDS = {
    "iv-infusion": (_PHYSICIAN_OR_CRNA, _ACLS),
    "intramuscular": (_PHYSICIAN_OR_CRNA, _ACLS),
    "subcutaneous": (_PHYSICIAN_OR_CRNA, _ACLS),
    "esketamine-nasal": (_REMS, _PRESCRIBER),
    "compounded-nasal": (_PRESCRIBER, _DEA),
    "lozenge": (_PRESCRIBER, _DEA),
    "at-home": (_PRESCRIBER, _DEA),
}
"""Which credentials each route needs. A route that is not here needs none."""

_SPECIALISTS = ("anesthesiologist", "pain-physician", "psychiatrist", "emergency-physician",
                "psychiatric-np")
STAFF_NEEDS = {
    item.code: ("licence", "npi", "not-excluded",
                *(("board-certification",) if item.code in _SPECIALISTS else ()))
    for item in STAFF.items
}
"""Profession → credentials that one person must hold verified to confirm `staff.<profession>`."""

CHECKLIST = Checklist(
    groups=(CONDITION, ROUTE, SAFETY, AFTERCARE, STAFF, INSURANCE, PAYMENT, ACCESS, LANGUAGE,
            ACCREDITATION),
    numbers=NUMBERS,
    prices=PRICES,
    sources=SOURCES,
)
