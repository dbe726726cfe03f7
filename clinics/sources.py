"""The published texts that the checklist cites."""

from django.utils.translation import gettext_lazy as _

from clinics.vocabulary import Source

SOURCES = (
    Source(
        short="G-CP",
        name=_("Chronic pain guidelines"),
        citation="ASRA, AAPM and ASA: consensus guidelines on IV ketamine for chronic pain",
        year=2018,
        url="https://doi.org/10.1097/AAP.0000000000000808",
    ),
    Source(
        short="G-AP",
        name=_("Acute pain guidelines"),
        citation="ASRA, AAPM and ASA: consensus guidelines on intravenous ketamine for acute pain",
        year=2018,
        url="https://doi.org/10.1097/AAP.0000000000000806",
    ),
    Source(
        short="APA17",
        name=_("Psychiatrists’ consensus"),
        citation="Sanacora et al.: consensus statement on ketamine in mood disorders, "
        "JAMA Psychiatry",
        year=2017,
    ),
    Source(
        short="ASA25",
        name=_("Anesthesiologists’ guidance"),
        citation="American Society of Anesthesiologists: guidance on the safe use of ketamine "
        "outside acute pain management and procedural sedation",
        year=2025,
    ),
    Source(
        short="ASA23",
        name=_("Anesthesiologists’ statement"),
        citation="American Society of Anesthesiologists: statement on ketamine for the treatment "
        "of chronic pain",
        year=2023,
    ),
    Source(
        short="ASKP",
        name=_("Ketamine clinicians’ standards"),
        citation="American Society of Ketamine Physicians, Psychotherapists and Practitioners: "
        "standards and patient pages",
        year=2020,
    ),
    Source(
        short="REMS",
        name=_("Spravato safety program"),
        citation="Spravato (esketamine): requirements of its safety program (REMS)",
        year=2019,
    ),
    Source(
        short="FDA22",
        name=_("FDA warning"),
        citation="FDA alert on compounded ketamine nasal spray",
        year=2022,
    ),
    Source(
        short="FDA23",
        name=_("FDA warning"),
        year=2023,
        citation="FDA alert on compounded ketamine products, oral ones included",
    ),
    Source(
        short="PA20",
        name=_("Pennsylvania guideline"),
        citation="Pennsylvania guideline on low-dose ketamine",
        year=2020,
    ),
    Source(
        short="COCH25",
        name=_("Cochrane review"),
        citation="Ferraro et al.: ketamine for chronic pain, CD015373",
        year=2025,
        url="https://pubmed.ncbi.nlm.nih.gov/40819842/",
        is_to_check=True,
    ),
    Source(
        short="COCH21",
        name=_("Cochrane review"),
        citation="Ketamine for bipolar depression, CD011611",
        year=2021,
    ),
    Source(
        short="COCH17",
        name=_("Cochrane review"),
        citation="Ketamine for cancer pain, CD003351",
        year=2017,
    ),
    Source(
        short="ASH20",
        name=_("Hematologists’ guideline"),
        citation="American Society of Hematology: guideline on sickle cell pain",
        year=2020,
        url="https://doi.org/10.1182/bloodadvances.2020001851",
    ),
    Source(
        short="LABEL",
        name=_("FDA label"),
        citation="FDA label of ketamine, Hospira",
        year=2024,
    ),
    Source(
        short="VADOD22",
        name=_("Veterans’ guideline"),
        citation="VA and Department of Defense: guideline on depression",
        year=2022,
    ),
    Source(
        short="VADOD23P",
        name=_("Veterans’ guideline"),
        citation="VA and Department of Defense: guideline on PTSD",
        year=2023,
        url="https://doi.org/10.7326/M23-2757",
    ),
    Source(
        short="VADOD24",
        name=_("Veterans’ guideline"),
        citation="VA and Department of Defense: guideline on suicide risk",
        year=2024,
        is_to_check=True,
    ),
    Source(
        short="CANMAT21",
        name=_("Canadian task force"),
        citation="Canadian Network for Mood and Anxiety Treatments: recommendations on ketamine",
        year=2021,
        url="https://www.ncbi.nlm.nih.gov/pmc/articles/PMC8138742/",
    ),
    Source(
        short="KARMA25",
        name=_("Trial in hospitals"),
        citation="Jelovac et al.: KARMA-Dep 2, JAMA Psychiatry",
        year=2025,
        url="https://doi.org/10.1001/jamapsychiatry.2025.3019",
    ),
)
