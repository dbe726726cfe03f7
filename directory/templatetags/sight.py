"""The number of a request, for the page of a fault."""

from django import template

from directory.sight.asked import name_it

register = template.Library()
register.simple_tag(name_it)
