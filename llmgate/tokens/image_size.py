"""An image's width and height, read from the head of its file without an image library."""

from __future__ import annotations

import struct
from typing import TYPE_CHECKING, TypeAlias

if TYPE_CHECKING:
    from collections.abc import Callable

Size: TypeAlias = tuple[int, int]  # pixels: width, height

PNG, JPEG, RIFF, WEBP = b"\x89PNG\r\n\x1a\n", b"\xff\xd8", b"RIFF", b"WEBP"
GIFS = (b"GIF87a", b"GIF89a")
# JPEG's frame headers: all markers from C0 to CF but tables (C4), reserved (C8), coding (CC).
FRAMES = frozenset(range(0xC0, 0xD0)) - {0xC4, 0xC8, 0xCC}
MARKER = 0xFF
# WebP keeps width and height in 14 bits each (also lossless, less one), extended in 24.
FOURTEEN_BITS = 0x3FFF


def image_size(head: bytes) -> Size | None:
    """Width and height in pixels, None if the head is of no known format or too short."""
    try:
        size = reader_of(head)(head)
    except (struct.error, IndexError):
        return None
    return size if size and min(size) > 0 else None


def reader_of(head: bytes) -> Callable[[bytes], Size | None]:
    """What reads this format."""
    if head.startswith(PNG):
        return png
    if head.startswith(JPEG):
        return jpeg
    if head.startswith(GIFS):
        return gif
    return webp if head[:4] == RIFF and head[8:12] == WEBP else lambda _: None


def png(head: bytes) -> Size:
    """PNG: the chunk IHDR comes first."""
    width, height = struct.unpack_from(">II", head, 16)
    return width, height


def gif(head: bytes) -> Size:
    """GIF: the logical screen."""
    width, height = struct.unpack_from("<HH", head, 6)
    return width, height


def jpeg(head: bytes) -> Size | None:
    """JPEG: the first frame header, behind segments that each tell their length."""
    at = len(JPEG)
    while head[at] == MARKER:
        if head[at + 1] in FRAMES:
            height, width = struct.unpack_from(">HH", head, at + 5)
            return width, height
        (length,) = struct.unpack_from(">H", head, at + 2)
        at += 2 + length
    return None


def webp(head: bytes) -> Size | None:
    """WebP: lossy, lossless or extended."""
    kind = head[12:16]
    if kind == b"VP8 ":
        width, height = struct.unpack_from("<HH", head, 26)
        return width & FOURTEEN_BITS, height & FOURTEEN_BITS
    if kind == b"VP8L":
        (bits,) = struct.unpack_from("<I", head, 21)
        return (bits & FOURTEEN_BITS) + 1, (bits >> 14 & FOURTEEN_BITS) + 1
    if kind == b"VP8X":
        width, height = struct.unpack_from("<3s3s", head, 24)
        return int.from_bytes(width, "little") + 1, int.from_bytes(height, "little") + 1
    return None
