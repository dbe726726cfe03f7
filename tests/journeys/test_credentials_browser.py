"""A credential in a real browser: stated with evidence, decided, shown; each page looked at."""

import re
from contextlib import contextmanager

import pytest
from playwright.sync_api import expect

from clinics.credentials.actions import state
from clinics.credentials.actions.check import check
from clinics.credentials.actions.decide import decide, digest
from clinics.documents.check import checked
from clinics.models import Credential, CredentialCase, Evidence
from tests import make
from tests.clinics.documents.cast import pdf, picture
from tests.looks import DESK_LIGHT, PHONE_DARK, faults

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
PHONE, DESK = {"width": 360, "height": 740}, {"width": 1280, "height": 900}


@pytest.fixture
def opened(chromium, live_server, settings, tmp_path):
    """`opened(user, **context)`: a page of the running site on which somebody is signed in."""
    settings.MEDIA_ROOT = str(tmp_path)
    faults: list[str] = []

    @contextmanager
    def opened(user, **options):
        context = chromium.new_context(base_url=live_server.url, **options)
        session = make.signed_in(user).cookies[settings.SESSION_COOKIE_NAME].value
        cookie = {"name": settings.SESSION_COOKIE_NAME, "value": session, "url": live_server.url}
        context.add_cookies([cookie])
        page = context.new_page()
        page.on("pageerror", lambda error: faults.append(str(error)))
        page.on("console", lambda m: faults.append(m.text)
                if m.type == "error" and "status of 400" not in m.text else None)  # fmt: skip
        yield page
        context.close()

    yield opened
    assert faults == []


SEND = "Decide what is chosen, then the next case"


def test_a_licence_is_stated_with_evidence_decided_and_shown(opened):
    clinic = make.clinic(name="Pelican Key", slug="pelican", yes="route.iv-infusion")
    ann = make.ann(clinic)
    card = {"name": "../../card.html", "mimeType": "text/html", "buffer": picture(size=(400, 250))}
    with opened(ann, viewport=PHONE, java_script_enabled=False) as page:
        page.goto("/my/")
        page.get_by_role("link", name="People and credentials").click()
        page.get_by_role("link", name="Add a person").click()
        page.get_by_label("Given name").fill("Ada")
        page.get_by_label("Family name").fill("Marsh")
        page.get_by_label("Profession").select_option("psychiatrist")
        page.get_by_label("Prescribes and supervises treatment").check()
        page.get_by_label("IV infusion").check()
        page.get_by_role("button", name="Add this person").click()
        page.get_by_role("link", name="State license").click()
        page.get_by_label("License number").fill("ME 12345")
        page.get_by_label("Documents").set_input_files(card)
        page.get_by_role("button", name="State it").click()
        page.get_by_role("alert").get_by_role("link", name="State: This field is required.").click()
        expect(page.get_by_label("License number")).to_have_value("ME 12345")
        expect(page.get_by_text("Choose your documents again")).to_be_visible()
        page.get_by_label("State", exact=True).select_option("FL")
        page.get_by_label("Documents").set_input_files(card)
        page.get_by_role("button", name="State it").click()
        expect(page.get_by_text("Not public yet", exact=True)).to_be_visible()
    with opened(make.moderator(), viewport=DESK) as page:
        page.goto("/moderation/")
        page.get_by_role("button", name="Take the oldest free case").click()
        page.get_by_role("heading", name="Ada Marsh").wait_for()
        image = page.locator(".desk-evidence img")
        expect(image).to_have_js_property("naturalWidth", 400)
        expect(image).to_have_js_property("naturalHeight", 250)
        board = page.get_by_role("link", name="State board of FL").get_attribute("href")
        address = page.get_by_label("Web address where you looked it up")
        expect(address).to_have_value("")
        page.context.route(f"{board}**", lambda route: route.fulfill(body="A board."))
        with page.context.expect_page() as opened_board:
            page.get_by_role("link", name="State board of FL").click()
        opened_board.value.close()
        expect(address).to_have_value(board)
        page.keyboard.press("a")
        expect(page.get_by_role("radio", name="Confirmed", exact=True)).to_be_checked()
        method = page.get_by_label("How you checked it")
        expect(method).to_be_focused()
        method.select_option("board")
        page.get_by_label("Valid until").fill(make.days_ago(-60).isoformat())
        page.get_by_role("button", name=SEND).click()
        done = page.get_by_text("Ada Marsh: State license FL ME 12345: Confirmed.")
        expect(done).to_be_visible()
    with opened(ann, viewport=PHONE, java_script_enabled=False) as page:
        page.goto("/my/clinics/pelican/clinicians/")
        expect(page.get_by_text("Shown, confirmed until")).to_be_visible()
        expect(page.get_by_text("Met A licensed physician")).to_be_visible()


def test_a_person_is_decided_by_keys_where_nothing_speaks_against_it(opened):
    clinic = make.clinic(name="Pelican Key", slug="pelican")
    ann, ada = make.ann(clinic), make.clinician(clinic)
    make.nppes(last_name="MARCH")
    card = checked(pdf(), called="a.pdf")
    said = {"npi": {"number": make.npi(1)}, "licence": make.CREDENTIALS["licence"],
            "acls": {"expires_on": make.days_ago(-300), "documents": [card]}}  # fmt: skip
    npi, licence, acls = (
        state.claim(clinic, by=ann, clinician=ada, kind=kind, **words).cases.get()
        for kind, words in said.items()
    )
    with opened(make.moderator(), viewport=DESK) as page:
        page.goto(f"/moderation/credential/{licence.pk}/")
        expect(page).to_have_url(
            re.compile(rf"/moderation/credential/{npi.pk}/#case-{licence.pk}$")
        )
        image = page.locator(f"#case-{acls.pk} img")
        image.scroll_into_view_if_needed()
        expect(image).to_have_js_property("naturalWidth", 1100)
        page.context.route("https://**", lambda route: route.fulfill(body="A board."))
        with page.context.expect_page() as opened_board:
            page.locator(f"#case-{licence.pk}").get_by_role(
                "link", name="State board of FL"
            ).click()
        opened_board.value.close()
        addresses = page.get_by_label("Web address where you looked it up")
        assert [bool(field.input_value()) for field in addresses.all()] == [False, True, False]
        page.evaluate("document.activeElement.blur()")
        page.keyboard.press("a")
        chosen = page.locator("input[value=confirmed]")
        assert [radio.is_checked() for radio in chosen.all()] == [False, True, True]
        expect(page.locator(f"#case-{npi.pk} [data-eyes]")).to_be_focused()
        for case, method in ((licence, "board"), (acls, "document")):
            part = page.locator(f"#case-{case.pk}")
            part.get_by_label("How you checked it").select_option(method)
            part.get_by_label("Valid until").fill(make.days_ago(-60).isoformat())
        page.get_by_role("button", name=SEND).click()
        expect(page.get_by_text("1 credential still waits.")).to_be_visible()
    assert list(CredentialCase.objects.waiting()) == [npi]


def everything(clinic, ann, mo) -> dict[str, int]:
    """A clinic with a credential in every state, and the keys of the cases that wait."""
    ada = make.clinician(clinic, supervises=["iv-infusion"], is_on_site=True)
    make.nppes(last_name="MARCH-WITH-A-VERY-LONG-NAME", state="GA")
    make.exclusion(last_name="MARSH", first_name="ADA", specialty="PSYCHIATRY")
    make.credential(clinic, "licence", clinician=ada, confirmed_until=-3)
    make.credential(clinic, "acls", clinician=ada, confirmed_until=9)
    make.credential(clinic, "bls", clinician=ada)
    documents = [checked(picture(size=(600, 400)), called="a.png"), checked(pdf(), called="a.pdf")]
    npi = state.claim(clinic, by=ann, kind="npi", number=make.npi(1), clinician=ada,
                        documents=documents)  # fmt: skip
    for kind, outcome in (("rems", "asked-back"), ("malpractice", "refused")):
        held = state.claim(clinic, by=ann, kind=kind, **make.CREDENTIALS.get(kind, {}))
        case = held.cases.get()
        decide(case, by=mo, seen=digest(case), outcome=outcome,
               words="Which address does the certificate name? We read another one.")  # fmt: skip
    excluded = Credential.objects.get(clinician=ada, kind="not-excluded")
    check(excluded, on=make.today())
    decided = Credential.objects.get(clinic=clinic, kind="malpractice").cases.get()
    return {"ada": ada.pk, "held": npi.pk, "npi": npi.cases.get().pk,
            "exclusion": excluded.cases.get().pk, "decided": decided.pk,
            "question": Credential.objects.get(clinic=clinic, kind="rems").pk}  # fmt: skip


def test_no_page_about_credentials_has_findings(opened):
    clinic = make.clinic(name="Pelican Key", slug="pelican", yes="route.iv-infusion")
    ann, mo = make.ann(clinic), make.moderator()
    keys = everything(clinic, ann, mo)
    own = "/my/clinics/pelican/clinicians/"
    staff = [own, f"{own}add/", f"{own}{keys['ada']}/state/", f"{own}{keys['ada']}/left/",
             f"{own}{keys['ada']}/state/?kind=licence", f"{own}{keys['ada']}/state/?kind=dea",
             f"{own}credentials/{keys['question']}/renew/",
             f"{own}credentials/{keys['held']}/withdraw/", "/my/"]  # fmt: skip
    desk = ["/moderation/clinics/pelican/", "/moderation/?kind=credential",
            "/moderation/decided/?kind=credential"]  # fmt: skip
    desk += [f"/moderation/credential/{keys[key]}/" for key in ("npi", "decided")]
    desk.append(f"{own}evidence/{Evidence.objects.last().pk}/pages/1/")
    both = (PHONE_DARK, DESK_LIGHT)
    found = {}
    for who, paths in ((ann, staff), (mo, desk)):
        with opened(who) as page:
            for path in paths:
                page.goto(path)
                # The forms of the clinic stand in one narrow column, whatever the size.
                found[path] = faults(page, both if path == own or who == mo else both[:1])
    assert {path: wrong for path, wrong in found.items() if wrong} == {}
