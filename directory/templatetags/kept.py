"""Parts of a page that say the same to everybody: rendered once in each language."""

from __future__ import annotations

from django import template
from django.template.base import FilterExpression
from django.utils.safestring import SafeString

from directory.presenting.one_language import language
from directory.templatetags.filled import hole, with_holes

register = template.Library()

Block = template.loader_tags.BlockNode

HOLES = "_holes"
"""Under this name the inside of a part finds the list of its holes while it is rendered once."""


@register.tag
def kept(parser: template.base.Parser, token: template.base.Token) -> KeptNode:
    """`{% kept %}…{% endkept %}`: what a process renders once in each language, and then keeps.

    Nothing of the page reaches the inside: a variable there is always blank. With
    `{% kept when CONDITION %}` the page reaches it, and it is kept only where the condition holds,
    which must mean that it then says the same on every page.

    What stands between `{% anew %}` and `{% endanew %}` in it is a hole: each page fills it, with
    all that it knows. A block that another template fills can stand there alone.
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
    holes = template.NodeList(inside.get_nodes_by_type(AnewNode))
    if len(inside.get_nodes_by_type(Block)) > len(holes.get_nodes_by_type(Block)):
        raise template.TemplateSyntaxError("a block that is filled anew cannot be kept")
    return KeptNode(inside, holes, condition)


@register.tag
def anew(parser: template.base.Parser, token: template.base.Token) -> AnewNode:
    """`{% anew %}…{% endanew %}`: what each page says for itself within what is kept."""
    if len(token.split_contents()) > 1:
        raise template.TemplateSyntaxError("anew is followed by nothing")
    inside = parser.parse(("endanew",))
    parser.delete_first_token()
    return AnewNode(inside)


class KeptNode(template.Node):
    """Templates are kept in memory, and their nodes with them. Only its holes have blocks."""

    child_nodelists = ("holes",)

    def __init__(
        self,
        inside: template.NodeList,
        holes: template.NodeList,
        condition: FilterExpression | None,
    ) -> None:
        self._inside, self.holes, self._condition = inside, holes, condition
        self._rendered: dict[str, tuple[str, list[AnewNode]]] = {}

    def render(self, context: template.Context) -> SafeString:
        """The inside in the language of the page, with what the page says in its holes."""
        if HOLES in context:
            if self._condition:
                raise template.TemplateSyntaxError("what is kept cannot hang on a page inside")
            return self._inside.render(context)
        if self._condition and not self._condition.resolve(context):
            return self._inside.render(context)
        now = language()
        if (rendered := self._rendered.get(now)) is None:
            rendered = self._rendered[now] = self._once(context)
        html, holes = rendered
        if not holes:
            return SafeString(html)
        said = {str(n): one.inside.render(context) for n, one in enumerate(holes)}
        return SafeString(html % said)

    def _once(self, context: template.Context) -> tuple[str, list[AnewNode]]:
        """What is kept, and its holes; with any, a pattern for `%`."""
        holes: list[AnewNode] = []
        seen = context if self._condition else context.new()
        with seen.push(**{HOLES: holes}):
            html = self._inside.render(seen)
        return (with_holes(html), holes) if holes else (html, holes)


class AnewNode(template.Node):
    """A hole in what is kept; anywhere else, simply what stands in it."""

    child_nodelists = ("inside",)

    def __init__(self, inside: template.NodeList) -> None:
        self.inside = inside

    def render(self, context: template.Context) -> SafeString:
        """What the page says here, or the mark of a hole while the rest is rendered once."""
        if HOLES not in context:
            return self.inside.render(context)
        holes: list[AnewNode] = context[HOLES]
        holes.append(self)
        return SafeString(hole(str(len(holes) - 1)))
