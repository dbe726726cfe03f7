"""Where the browser finds the files of each state that the map draws."""

from __future__ import annotations

from django.http import HttpRequest, JsonResponse
from django.templatetags.static import static

from directory.places.names import STATES
from directory.site.parameters import takes_no_parameter
from directory.site.readonly import public
from directory.site.revalidating import unchanging


@unchanging
@public
@takes_no_parameter
def map_files(request: HttpRequest) -> JsonResponse:
    """By state: the address of its counties, and that of its towns. No query.

    The map's script cannot work them out: a static file's name has a digest of its content.
    """
    return JsonResponse(
        {
            code: [static(f"map/{kind}/{code}.json") for kind in ("counties", "towns")]
            for code in sorted(STATES)
        }
    )
