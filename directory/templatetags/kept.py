"""Parts of a page that say the same to everybody: rendered once in each language."""

from __future__ import annotations

from django import template
from django.template.base import FilterExpression
from django.utils.safestring import SafeString
from django.utils.translation import get_language

register = template.Library()


@register.tag
def kept(parser: template.base.Parser, token: template.base.Token) -> KeptNode:
    """`{% kept %}…{% endkept %}`: what a process renders once in each language, and then keeps.

    Nothing of the page reaches the inside: a variable there is always blank. With
    `{% kept when CONDITION %}` the page reaches it, and it is kept only where the condition holds,
    which must mean that it then says the same on every page. A block that another template fills
    cannot stand in it.
    """
    match token.split_contents():
        case [_name]:
            condition = None
        case [_name, "when", text]:
            condition = parser.compile_filter(text)
        case _:
            raise template.TemplateSyntaxError("kept is followed by nothing, or by when CONDITION")
    inside = parser.parse(("endkept",))
    parser.delete_first_token()
    if inside.get_nodes_by_type(template.loader_tags.BlockNode):
        raise template.TemplateSyntaxError("a block that is filled anew cannot be kept")
    return KeptNode(inside, condition)


class KeptNode(template.Node):
    """Templates are kept in memory, and their nodes with them. Nobody looks for nodes inside."""

    child_nodelists = ()

    def __init__(self, inside: template.NodeList, condition: FilterExpression | None) -> None:
        self._inside, self._condition = inside, condition
        self._rendered: dict[str | None, SafeString] = {}

    def render(self, context: template.Context) -> SafeString:
        """The inside in the language of the page."""
        if self._condition and not self._condition.resolve(context):
            return self._inside.render(context)
        language = get_language()
        rendered = self._rendered.get(language)
        if rendered is None:
            seen = context if self._condition else context.new()
            rendered = self._rendered[language] = self._inside.render(seen)
        return rendered
