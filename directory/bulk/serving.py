"""Sends a data file."""

from __future__ import annotations

import gzip
import re
from pathlib import PurePosixPath

from django.http import FileResponse, HttpRequest, HttpResponse, StreamingHttpResponse
from django.utils.cache import get_conditional_response
from django.utils.http import http_date

from directory.bulk.editions import ServedFile
from directory.bulk.ranges import Part, part_asked

Answer = HttpResponse | StreamingHttpResponse
NOT_AT_ALL = re.compile(r";\s*q=0(\.0*)?\s*$")


def sent(request: HttpRequest, file: ServedFile) -> Answer:
    """The file, whole or the part that was asked for. Raises Unsatisfiable. No query.

    What is inside a compressed file is sent with `Content-Encoding: gzip`, and unpacked to whoever
    says that they cannot read that: then it has no parts.
    """
    stat = file.path.stat()
    etag, size, modified = f'"{file.sha256}"', stat.st_size, int(stat.st_mtime)
    kind, known = file.mediatype, {"Last-Modified": http_date(modified)}
    # Who has the file gets 304 by `open_data`, and it need not be opened.
    is_told = request.method == "HEAD" or get_conditional_response(request, etag, modified)
    if file.is_unpacked and not _reads_gzip(request):
        known["ETag"] = f"W/{etag}"
        if is_told:
            return HttpResponse(headers=known, content_type=kind)
        return StreamingHttpResponse(gzip.open(file.path), headers=known, content_type=kind)
    known |= {"ETag": etag, "Accept-Ranges": "bytes"}
    known |= {"Content-Encoding": "gzip"} if file.is_unpacked else {}
    if is_told:
        return HttpResponse(headers=known | {"Content-Length": str(size)}, content_type=kind)
    part = part_asked(request, size=size, etag=etag, modified=modified)
    opened = file.path.open("rb")
    if part is None:
        name = PurePosixPath(file.name).name
        return FileResponse(opened, filename=name, headers=known, content_type=kind)
    begin, end = part
    known |= {
        "Content-Length": str(end - begin + 1),
        "Content-Range": f"bytes {begin}-{end}/{size}",
    }
    return StreamingHttpResponse(
        Part(opened, begin, end), status=206, headers=known, content_type=kind
    )


def _reads_gzip(request: HttpRequest) -> bool:
    accepted = request.headers.get("Accept-Encoding")
    if accepted is None:
        return True
    named = {one.partition(";")[0].strip(): one for one in accepted.lower().split(",")}
    one = named.get("gzip", named.get("*", ""))
    return bool(one) and not NOT_AT_ALL.search(one)
