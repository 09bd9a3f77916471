"""A hook of mkdocs: pages named *.ar.md are Arabic, written from right to left."""

from __future__ import annotations

from typing import Any


def on_post_page(output: str, page: Any, **_: Any) -> str:
    """Sets language and direction of an Arabic page."""
    if not page.file.src_path.endswith(".ar.md"):
        return output
    return output.replace('<html lang="en"', '<html lang="ar" dir="rtl"', 1).replace('dir="ltr"', 'dir="rtl"', 1)
