"""XML read without entities, document types, network or unbounded memory."""

from __future__ import annotations

import re
from pathlib import Path

from lxml import etree

from layers.errors import ReadError
from layers.io.limits import MAX_XML_BYTES
from layers.io.text import decode

_DECLARED = re.compile(rb"<\?xml[^>]*encoding=[\"']([\w.-]+)[\"']", re.IGNORECASE)
_DECLARATION = re.compile(r"^\s*<\?xml[^>]*\?>")
_FORBIDDEN = re.compile(r"<!(?:DOCTYPE|ENTITY)", re.IGNORECASE)


def xml_text(path: Path) -> tuple[str, str]:
    """Return the text of an XML file, without its declaration, and its encoding.

    Raises
    ------
    ReadError
        When the file declares a document type or entities (the way of XML
        bombs and of reading other files), or is too large.
    """
    if path.stat().st_size > MAX_XML_BYTES:
        raise ReadError("read.too_large", file=str(path), bytes=path.stat().st_size)
    data = path.read_bytes()
    declared = _DECLARED.match(data[:200].lstrip())
    name = declared.group(1).decode("ascii") if declared else None
    try:
        text, encoding = decode(data, None if data[:2] in (b"\xff\xfe", b"\xfe\xff") else name)
    except ReadError:
        text, encoding = decode(data, None)
    if _FORBIDDEN.search(text):
        raise ReadError("read.xml_entities", file=str(path))
    return _DECLARATION.sub("", text, count=1), encoding.name


def parse_xml(path: Path) -> tuple[etree._Element, str]:
    """Parse an XML file forgivingly; returns its root element and its encoding."""
    text, encoding = xml_text(path)
    parser = etree.XMLParser(
        resolve_entities=False, no_network=True, load_dtd=False, recover=True, huge_tree=True,
        remove_comments=True, remove_pis=True, encoding="utf-8",
    )  # fmt: skip
    try:
        root = etree.fromstring(text.encode("utf-8", "replace"), parser)
    except etree.XMLSyntaxError as error:
        raise ReadError("read.unreadable", file=str(path), reason=str(error)[:200]) from error
    if root is None:
        raise ReadError("read.unreadable", file=str(path), reason="no XML element")
    return root, encoding


def local_name(element: etree._Element) -> str:
    """Return the tag of an element without its namespace, empty for comments."""
    return element.tag.rpartition("}")[2] if isinstance(element.tag, str) else ""
