"""The list of addresses for search engines: sitemap.xml and its compressed twin."""

import gzip
from collections.abc import Iterable
from datetime import date
from xml.sax.saxutils import escape


def sitemap_of(addresses: Iterable[str], day: date) -> bytes:
    """Return sitemap.xml for absolute, percent-encoded addresses, all changed on `day`."""
    entries = "".join(
        f"    <url>\n         <loc>{escape(address)}</loc>\n         <lastmod>{day}</lastmod>\n    </url>\n"
        for address in sorted(set(addresses))
    )
    head = '<?xml version="1.0" encoding="UTF-8"?>\n<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">\n'
    return f"{head}{entries}</urlset>\n".encode()


def compressed(sitemap: bytes) -> bytes:
    """Return the same with gzip, without the time of compressing: equal input, equal bytes."""
    return gzip.compress(sitemap, mtime=0)
