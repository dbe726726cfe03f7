"""Types of Plan-Net of which there is nothing to say, and why. Their parameters are checked."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from directory.fhir.content.addresses import plan_net
from directory.fhir.parameters.dates import Date
from directory.fhir.parameters.strings import String
from directory.fhir.parameters.tokens import Identifier, Token
from directory.fhir.table import kind, plan, points

INSURANCE_PLAN = kind(
    "InsurancePlan",
    points("insuranceplan-administered-by", "Organization"),
    points("insuranceplan-owned-by", "Organization"),
    points("insuranceplan-network", "Organization"),
    points("insuranceplan-coverage-area", "Location"),
    plan(String, "insuranceplan-name"),
    plan(Token, "insuranceplan-plan-type"),
    plan(Token, "insuranceplan-type"),
    plan(Identifier, "insuranceplan-identifier"),
    profiles=(plan_net("plannet-InsurancePlan"),),
    says=_(
        "There are none: only an insurer can say what it has under contract. That a clinic says it "
        "takes an insurance is told by its HealthcareService: stated-fact and characteristic."
    ),
)

ORGANIZATION_AFFILIATION = kind(
    "OrganizationAffiliation",
    points("organizationaffiliation-primary-organization", "Organization"),
    points("organizationaffiliation-participating-organization", "Organization"),
    points("organizationaffiliation-location", "Location"),
    points("organizationaffiliation-service", "HealthcareService"),
    points("organizationaffiliation-network", "Organization"),
    points("organizationaffiliation-endpoint", "Endpoint"),
    plan(Token, "organizationaffiliation-role"),
    plan(Token, "organizationaffiliation-specialty"),
    plan(Date, "organizationaffiliation-period"),
    profiles=(plan_net("plannet-OrganizationAffiliation"),),
    says=_("There are none: nobody told us which organizations work for which others."),
)

ENDPOINT = kind(
    "Endpoint",
    points("endpoint-organization", "Organization"),
    profiles=(plan_net("plannet-Endpoint"),),
    says=_("There are none. A website is a telecom of its clinic, not an endpoint for programs."),
)

EMPTY = (INSURANCE_PLAN, ORGANIZATION_AFFILIATION, ENDPOINT)
