"""What free words are taken to mean, and what they are not."""

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from clinics.checklist import CHECKLIST
from clinics.vocabulary import Item
from directory.places.locate import locate
from directory.places.reading import LONGEST
from directory.search.text.phrases import FILLERS, NEGATIONS, phrases
from directory.search.text.understand import Meaning, understand
from tests import make
from tests.one_more_item import one_more_item

pytestmark = pytest.mark.django_db


def meaning(*, near: str = "", **said) -> Meaning:
    """What is meant; the place handed on is the one that `near=` finds by the same words."""
    return Meaning(near=near, place=locate(near) if near else None, **said)


def unknown(text: str) -> tuple[str, ...]:
    """What `not_understood` is when these words are left."""
    return (text,) if text else ()


def test_a_sentence_names_filters_and_a_place_and_leaves_nothing():
    make.clinic(name="Delray Depression Treatment")  # a rival: not all words are its name's
    said = understand("depression treatment near Delray Beach that takes Medicare")
    assert said == meaning(
        codes=("condition.depression", "insurance.medicare"), near="Delray Beach", words=""
    )


@pytest.mark.parametrize(
    ("text", "near", "words"),
    [
        ("near 33444", "33444", ""),
        ("33444", "33444", ""),
        ("clinics in 33444-1234", "33444-1234", ""),
        ("33444 or 33432", "33444", "33432"),
        ("in Austin, TX", "Austin, TX", ""),
        ("austin tx", "austin tx", ""),
        ("Austin 78701", "Austin 78701", ""),
        ("around Delray Beach, Florida", "Delray Beach, Florida", ""),
        ("close to Boca Raton", "Boca Raton", ""),
        ("in the Austin area", "Austin", ""),
        ("near The Dalles", "The Dalles", ""),
        ("in Spanish Fork", "Spanish Fork", ""),
        ("Lake in the Hills, IL", "Lake in the Hills, IL", ""),
        ("Truth or Consequences, NM", "Truth or Consequences, NM", ""),
        ("Kansas City, MO", "Kansas City, MO", ""),
        ("in Washington, D.C. with parking", "Washington, D.C", ""),
        ("Pelican Key near Boca Raton, FL 33432", "Boca Raton, FL 33432", "Pelican Key"),
        ("near Paris, TX or Dallas", "Paris, TX", "Dallas"),
        ("KETAMINE CLINIC IN AUSTIN TX", "AUSTIN TX", ""),
        ("portland or", "portland or", ""),
        ("Rochester, N.Y. 14604", "Rochester, N.Y. 14604", ""),
        ("U.S. Virgin Islands", "U.S. Virgin Islands", ""),
        ("in Lewis & Clark County, MT", "Lewis & Clark County, MT", ""),
        ("near Mt Vernon", "Mt Vernon", ""),
        ("in orange county", "orange county", ""),
        ("clinics in the Bay Area", "the Bay Area", ""),
        ("ketamine near the Boston area", "the Boston area", ""),
        ("depression, Bay Area, CA", "Bay Area, CA", ""),
        ("near Cape Cod, MA", "Cape Cod, MA", ""),
        ("in NYC", "NYC", ""),
        ("in LA", "LA", ""),
        # Unknown after "near" or with a state: a place all the same, so that it is told.
        ("near Delrey Beach", "Delrey Beach", ""),
        ("near Del Rey Baech", "Del Rey Baech", ""),
        ("near Austin zyzzy", "Austin", "zyzzy"),
        ("near Palm Beach Heights", "Palm Beach Heights", ""),
        ("near Delray Beach zyzzy", "Delray Beach", "zyzzy"),
        ("Delrey Beach, FL", "Delrey Beach, FL", ""),
        # No place at all:
        ("Austin", "Austin", ""),
        ("spravato chicago", "chicago", ""),
        ("Orange County", "Orange County", ""),
        ("texas", "texas", ""),
        # A place by itself, or at the end, when no clinic is called so:
        ("Lakeside", "Lakeside", ""),
        ("Bozeman", "Bozeman", ""),
        ("ketamine Bozeman", "Bozeman", ""),
        ("Key West", "Key West", ""),
        ("Coeur d'Alene", "Coeur d'Alene", ""),
        ("Palm Beach", "Palm Beach", ""),
        ("pelican key ketamine delray beach", "delray beach", "pelican key"),
        ("Pelican Austin", "Austin", "Pelican"),
        ("Pelican Lakeside", "", "Pelican Lakeside"),  # too small to be meant after a word
        ("FL", "FL", ""),
        ("TX clinics", "TX", ""),
        ("DC", "DC", ""),
        ("D.C.", "D.C", ""),
        ("OR", "OR", ""),
        ("ME", "ME", ""),
        ("nc", "nc", ""),
        ("Washington State", "Washington State", ""),
        ("clinic pelican florida", "florida", "pelican"),
        ("Bay Area", "Bay Area", ""),
        ("ketamine clinics SF Bay Area", "SF Bay Area", ""),
        ("Pelican Cape Cod", "Cape Cod", "Pelican"),
        ("NYC", "NYC", ""),
        ("LA", "LA", ""),  # asks which
        ("\ufeffBozeman\u200b", "Bozeman", ""),
        ("hi", "", ""),
        ("md", "", "md"),
        ("Orange", "Orange", ""),
        ("does it hurt", "", "hurt"),  # there is a Hurt in Virginia
        ("ketamine clinic Moab", "Moab", ""),
        ("IV only", "", ""),  # there is an Only in Tennessee
        ("Lakeside Wellness TX", "", "Lakeside Wellness TX"),
        ("Jane Roe, MD", "", "Jane Roe MD"),
        ("ketamine center tx", "tx", ""),
        ("near", "", ""),
    ],
)
def test_a_place_is_named_by_its_place_in_the_sentence(text, near, words):
    said = understand(text)
    assert said == meaning(codes=said.codes, near=near, not_understood=unknown(words))


@pytest.mark.parametrize("text", ["near me", "clinics near my home", "cerca de mí", "around here"])
def test_where_the_person_is_is_a_place_that_must_be_asked_for(text):
    assert understand(text) == Meaning(is_here=True)
    assert understand(f"{text} near Austin") == meaning(near="Austin")
    assert understand(text, place_is_given=True).is_here is False


@pytest.mark.parametrize(
    ("text", "codes", "words"),
    [
        ("bipolar depression", ["condition.bipolar-depression"], ""),
        ("treatment-resistant depression", ["condition.depression"], ""),
        ("post-traumatic stress disorder (PTSD)", ["condition.ptsd"], ""),
        ("CRPS pain", ["condition.crps"], ""),
        ("iv ketamine", ["route.iv-infusion"], ""),
        ("I.V. ketamine for P.T.S.D.", ["route.iv-infusion", "condition.ptsd"], ""),
        ("ketamine assisted psychotherapy", ["aftercare.integration-therapy"], ""),
        ("psychiatrists who speak Spanish", ["staff.psychiatrist", "language.es"], ""),
        ("Medicare or Medicaid", ["insurance.medicare", "insurance.medicaid"], ""),
        ("no referral needed", ["access.no-referral-needed"], ""),
        ("near public transit", ["access.near-transit"], ""),
        ("at home", ["route.at-home"], ""),
        ("ASL", ["language.ase"], ""),
        ("quiet, low-light room", ["access.quiet-low-light-room"], ""),
        # Not a whole word, not the whole phrase, or not at all:
        ("depressions", ["condition.depression"], ""),
        ("impressionist", [], "impressionist"),
        ("it he am so", [], "am"),
    ],
)
def test_the_longest_phrase_of_the_checklist_counts(text, codes, words):
    said = understand(text)
    assert (list(said.codes), said.not_understood) == (codes, unknown(words))


@pytest.mark.parametrize(
    ("text", "codes", "near"),
    [
        ("IM", ["route.intramuscular"], ""),
        ("I'm in Austin", [], "Austin"),
        ("im injection", ["route.intramuscular"], ""),
        ("RN", ["staff.registered-nurse"], ""),
        ("rn", [], ""),
        ("takes VA", ["insurance.va-community-care"], ""),
        ("va", [], ""),
        ("Richmond, VA", [], "Richmond, VA"),
        ("PTSD Richmond VA", ["condition.ptsd"], "Richmond VA"),
        ("VA Richmond", [], "Richmond, VA"),
        ("in VA", [], "VA"),
        ("near Richmond VA community care", ["insurance.va-community-care"], "Richmond"),
    ],
)
def test_short_words_are_not_taken_for_their_false_friends(text, codes, near):
    said = understand(text)
    assert said == meaning(codes=tuple(codes), near=near, not_understood=said.not_understood)


@pytest.mark.parametrize(
    ("text", "codes", "words"),
    [
        ("trauma", ["condition.ptsd"], ""),
        ("trauma treatment", ["condition.ptsd"], ""),
        ("Trauma Recovery Institute", [], "Trauma Recovery Institute"),
        ("French Quarter Wellness", [], "French Quarter Wellness"),
        ("French-speaking", ["language.fr"], ""),
        ("Kestrel, French", ["language.fr"], "Kestrel"),
        ("French Austin", ["language.fr"], ""),
    ],
)
def test_an_ambiguous_word_beside_a_name_is_part_of_it(text, codes, words):
    said = understand(text)
    assert (list(said.codes), said.not_understood) == (codes, unknown(words))


@pytest.mark.parametrize(
    ("text", "unwanted"),
    [
        ("not at home", ["route.at-home"]),
        ("no Spravato", ["route.esketamine-nasal"]),
        ("anything other than IV", ["route.iv-infusion"]),
        ("anything but Spravato", ["route.esketamine-nasal"]),
        ("pastillas no", ["route.lozenge"]),
        ("IV but no pills", ["route.lozenge"]),
        ("sin pastillas", ["route.lozenge"]),
    ],
)
def test_a_way_of_giving_it_can_be_unwanted(text, unwanted):
    assert list(understand(text).excluded) == unwanted


@pytest.mark.parametrize(
    ("text", "wanted", "unwanted"),
    [
        ("without injections or pills", [], ["route.intramuscular", "route.lozenge"]),
        ("neither pills nor injections", [], ["route.lozenge", "route.intramuscular"]),
        ("ni pastillas ni inyecciones", [], ["route.lozenge", "route.intramuscular"]),
        ("IV instead of pills", ["route.iv-infusion"], ["route.lozenge"]),
        ("IV rather than pills or shots", ["route.iv-infusion"],
         ["route.lozenge", "route.intramuscular"]),
        ("no quiero inyecciones", [], ["route.intramuscular"]),
        ("no pills, IV", ["route.iv-infusion"], ["route.lozenge"]),
    ],
)  # fmt: skip
def test_an_or_carries_the_no_on(text, wanted, unwanted):
    assert understand(text) == Meaning(codes=tuple(wanted), excluded=tuple(unwanted))


@pytest.mark.parametrize(
    ("text", "left"),
    [("with or without pills", "with or without pills"),
     ("with and without at-home", "with and without at-home"),
     ("con o sin pastillas", "con o sin pastillas"),
     ("with or without insurance", "with or without insurance"),
     ("spravato and not spravato", "not spravato")],
)  # fmt: skip
def test_who_says_both_filters_by_neither(text, left):
    assert understand(text) == Meaning(not_understood=(left,))


@pytest.mark.parametrize(
    ("text", "near"),
    [
        ("bcbs of texas", ""),
        ("Blue Cross Blue Shield of North Carolina", ""),
        ("blue cross of northeastern pennsylvania", ""),
        ("Blue Shield of CA", ""),
        ("BCBS PPO of Texas near Austin", "Austin"),
        ("bcbs in texas", "texas"),
        ("bcbs florida", "florida"),
    ],
)
def test_the_state_of_an_insurer_is_no_place_unless_it_stands_as_one(text, near):
    said = meaning(codes=("insurance.blue-cross-blue-shield",), near=near)
    assert understand(text) == said


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("pain in my foot", {"not_understood": ("foot",)}),
        ("pain in remission", {"not_understood": ("remission",)}),
        ("pain in school", {"not_understood": ("school",)}),
        ("pain at zyzzyva", {"not_understood": ("zyzzyva",)}),
        ("pain in the US", {}),
    ],
)
def test_not_all_that_stands_behind_in_is_a_place(text, said):
    found = understand(text)
    assert found == Meaning(choices=found.choices, **said)


@pytest.mark.parametrize("text", ["in bostn", "in Zyzzyva", "near zyzzyva", "in delrey beach"])
def test_an_unknown_place_is_told_when_it_is_capital_nearly_known_or_said_to_be_one(text):
    said = understand(text)
    assert (said.near, said.place.area) == (text.partition(" ")[2], None)


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("medi care", "insurance.medicare"),
        ("medi-care", "insurance.medicare"),
        ("bluecross", "insurance.blue-cross-blue-shield"),
        ("bluecros", "insurance.blue-cross-blue-shield"),
        ("P T S D", "condition.ptsd"),
        ("backpain", "condition.back-pain"),
    ],
)
def test_a_blank_too_many_or_too_few_is_forgiven(text, code):
    make.clinic(name="Granite Quay Pain Medicine")
    assert understand(text) == Meaning(codes=(code,))
    assert understand("medical").codes == ()  # not "Medi-Cal"


@pytest.mark.parametrize(
    ("text", "left"),
    [("without Medicare", "without Medicare"),
     ("neither Medicare", "neither Medicare"), ("not bipolar", "not bipolar"),
     ("does not accept Medicare", "does not accept Medicare")],
)  # fmt: skip
def test_what_is_not_so_of_the_person_is_no_filter_and_never_its_opposite(text, left):
    assert understand(text) == Meaning(not_understood=(left,))


def test_words_that_say_nothing_are_dropped_and_a_name_is_kept():
    assert understand("best ketamine clinic") == meaning(words="")
    assert understand("Ketamine Wellness of Mesaba") == Meaning(not_understood=("Wellness Mesaba",))
    make.clinic(name="Mesaba Wellness")
    make.clinic(name="Wellness of Boca")
    assert understand("Ketamine Wellness of Mesaba") == Meaning(words="Wellness Mesaba")
    assert understand("Wellnes Mesaba") == Meaning(words="Wellnes Mesaba")
    assert understand("Mesaba zyzzy") == Meaning(not_understood=("Mesaba zyzzy",))
    assert understand("Mesaba Wellness zyzzy") == Meaning(
        words="Mesaba Wellness", not_understood=("zyzzy",))  # fmt: skip


def test_a_clinic_is_found_by_its_name_whatever_the_words_would_mean():
    make.clinic(name="Ketamine Wellness of Austin")
    make.clinic(name="Anxiety Center")
    make.clinic(name="Lakeside Depression", published=False)
    assert understand("ketamine wellness of austin").words == "ketamine wellness of austin"
    assert understand("Anxiety Center") == meaning(words="Anxiety Center")
    assert understand("wellness in Austin") == meaning(near="Austin", no_filter=("wellness",))
    assert understand("anxiety clinic") == meaning(codes=("condition.anxiety",))
    assert understand("Lakeside depression") == meaning(
        codes=("condition.depression",), near="Lakeside"
    )


@pytest.mark.parametrize(
    "text", ["hospital", "wellness", "Wellness Center", "hosptial", "recovery"]
)
def test_a_word_of_the_trade_names_nobody_and_is_said_to_have_no_filter(text):
    make.clinic(name="Fenmarsh General Hospital")
    make.clinic(name="Cedar Ferry Wellness Center")
    make.clinic(name="Seagrape Recovery")
    said = understand(text)
    assert said == Meaning(no_filter=(text.removesuffix(" Center"),))
    assert understand(f"{text} in Boston") == meaning(near="Boston", no_filter=said.no_filter)
    assert understand("Fenmarsh hospital") == Meaning(words="Fenmarsh hospital")
    make.clinic(name=text)  # unless a clinic is called so and no more
    assert understand(text) == Meaning(words=text)


def test_a_place_before_words_of_the_trade_is_found():
    make.clinic(name="Lakeside Hospital")
    said = understand("OCD weekend Boston hospital")
    assert said == meaning(
        codes=("condition.ocd", "access.weekend-hours"), near="Boston", no_filter=("hospital",)
    )
    assert understand("Chicago Wellness") == meaning(near="Chicago", no_filter=("Wellness",))
    assert understand("Lakeside Hospital") == Meaning(words="Lakeside Hospital")


def test_beside_a_filter_such_words_name_a_clinic_when_they_stand_in_a_row_in_its_name():
    make.clinic(name="Fenmarsh Hospital Interventional Psychiatry")
    assert understand("interventional psychiatry").words == "interventional psychiatry"
    assert understand("psychiatry hospital") == Meaning(
        codes=("staff.psychiatrist",), no_filter=("hospital",))  # fmt: skip


def test_the_organisation_counts_as_part_of_the_name():
    make.clinic(name="Pelican Key", organization="Spravato Partners")
    assert understand("Spravato Partners") == meaning(words="Spravato Partners")
    assert understand("spravato") == meaning(codes=("route.esketamine-nasal",))


def test_a_town_alone_is_a_place_unless_a_name_begins_so():
    make.clinic(name="Ketamine of Phoenix")
    make.clinic(name="Austinville Pain")
    assert understand("phoenix") == meaning(near="phoenix")
    assert understand("austin") == meaning(near="austin")
    make.clinic(name="Phoenix Rising")
    make.clinic(name="Austin", published=False)
    assert understand("phoenix") == meaning(words="phoenix")
    assert understand("austin") == meaning(near="austin")


def test_a_place_at_the_end_is_part_of_a_name_when_a_clinic_is_called_so():
    assert understand("Bozeman") == meaning(near="Bozeman")
    assert understand("Pelican Key West") == meaning(
        near="Key West", not_understood=("Pelican",))  # fmt: skip
    make.clinic(name="Pelican of Key West")
    make.clinic(name="Heart and Pain of Bozeman")
    assert understand("Bozeman") == meaning(words="Bozeman")
    assert understand("Pelican Key West") == meaning(words="Pelican Key West")
    assert understand("Rival Key West") == meaning(near="Key West", not_understood=("Rival",))


def test_with_a_place_given_the_words_name_no_second_one():
    said = understand("depression near Austin 78701", place_is_given=True)
    assert said == meaning(codes=("condition.depression",), not_understood=("Austin 78701",))


def test_a_new_item_is_understood_at_once():
    item = Item(bit=190, code="sound-bath", label="Sound bath", synonyms=("gong",))
    assert understand("gong").codes == ()
    with one_more_item("aftercare", item):
        assert understand("gong").codes == ("aftercare.sound-bath",)
        assert understand("sound baths").codes == ("aftercare.sound-bath",)
    assert understand("gong").codes == ()


@pytest.mark.parametrize(
    ("text", "queries"),
    [
        ("", 0),
        ("Pelican Key", 2),  # is it a large place, and is a clinic called so?
        ("St. Mary’s", 2),  # and, for a small town, does a name have these words?
        ("Austin", 2),  # and does a name begin so?
        ("depression", 1),  # is it a name?
        ("Medicare 33444", 2),  # which town stands before the ZIP code?
        ("depression treatment near Delray Beach that takes Medicare", 2),
        ("Delray Beach, FL", 2),
    ],
)
@pytest.mark.parametrize("clinics", [1, 3])
def test_queries(django_assert_num_queries, text, queries, clinics):
    for _ in range(clinics):
        make.clinic(name="Pelican Key Depression Center")
    with django_assert_num_queries(queries):
        understand(text)


TYPED = st.lists(
    st.one_of(
        st.text(max_size=12),
        st.sampled_from(sorted(FILLERS | {" ".join(said) for said in NEGATIONS})),
        st.sampled_from([" ".join(phrase) for phrase in phrases()[0]]),
        st.sampled_from(["Austin", "TX", ", FL", "33444", "-1234", "VA", "St. Louis", "near", "%"]),
        st.sampled_from(["Orange", "County", "& Clark", "N.Y.", "city of", "the", "York", "USA"]),
    ),
    max_size=12,
).map(" ".join)


@given(text=TYPED, place_is_given=st.booleans())
@settings(
    max_examples=300, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
def test_anything_typed_means_something_and_what_is_left_means_itself(text, place_is_given):
    said = understand(text, place_is_given=place_is_given)
    assert len(set(said.codes)) == len(said.codes)
    assert all(CHECKLIST.get(code) for code in said.codes)
    assert not (place_is_given and said.near)
    if said.near.isprintable() and len(said.near) <= LONGEST:
        assert said.place == (locate(said.near) if said.near else None)
    again = understand(said.words, place_is_given=place_is_given or bool(said.near))
    assert again == meaning(words=said.words)
