"""What images, audio and files cost, by the vendors' published formulas."""

from __future__ import annotations

import binascii
from math import ceil
from typing import TYPE_CHECKING, Any

from llmgate.tokens.image_size import image_size
from llmgate.tokens.traits import Traits, other_traits, text_traits

if TYPE_CHECKING:
    from llmgate.tokens.image_size import Size

# What an image is taken for whose size is not in the request: one at a URL, or by a file's id.
ASSUMED_SIZE = (1024, 1024)
# Characters of base64 that hold an image's head, thumbnails and colour profile before it included.
HEAD = 262_144

# OpenAI: at high detail an image is fitted into 2048 x 2048, its shorter side brought down to
# 768, and cut into tiles of 512; newer small models count patches of 32 x 32, 1,536 at most.
FITTED, SHORTER, TILE, PATCH, MOST_PATCHES = 2048, 768, 512, 32, 1_536
# Claude: width times height by 750, the longer side brought down to 1,568, some 1,600 at most.
CLAUDE_PIXELS, CLAUDE_LONGER, CLAUDE_MOST = 750, 1_568, 1_600
# Gemini: 258 for an image of up to 384 x 384, and else for each of its tiles, whose side is
# the image's shorter one by 1.5, between 256 and 768.
GEMINI_TILE, GEMINI_SMALL, GEMINI_SIDES = 258, 384, (256, 768)

# Bytes in a second: mono PCM of 16 bits at 24 kHz; MP3 and its like at 128 kbit/s.
SOUND = {"wav": 48_000, "pcm16": 48_000}
COMPRESSED_SOUND = 16_000
# Of a sound whose data is elsewhere.
ASSUMED_SECONDS = 60
# Bytes in a page of a PDF; the pages of one whose data is elsewhere.
PAGE_BYTES, ASSUMED_PAGES = 50_000, 10


def image_traits(source: Any, detail: Any = None) -> Traits:
    """The traits of an image from its URL, which may be a data URL, or its bare base64."""
    width, height = size_of(source) or ASSUMED_SIZE
    return other_traits(
        images=1,
        tiles=0 if detail == "low" else tiles(width, height),
        patches=min(ceil(width / PATCH) * ceil(height / PATCH), MOST_PATCHES),
        claude=claude_tokens(width, height),
        gemini=gemini_tokens(width, height),
    )


def size_of(source: Any) -> Size | None:
    """The size that the image's own head tells."""
    if type(source) is not str or source.startswith(("http:", "https:", "gs:")):
        return None
    data = source.partition(",")[2] if source.startswith("data:") else source
    return image_size(decoded(data[:HEAD]))


def decoded(data: str) -> bytes:
    """The bytes of some base64, empty if it is none."""
    try:
        return binascii.a2b_base64(data[: len(data) // 4 * 4])
    except ValueError:
        return b""


def tiles(width: int, height: int) -> int:
    """OpenAI's tiles at high detail."""
    scale = min(1, FITTED / max(width, height))
    scale *= min(1, SHORTER / (min(width, height) * scale))
    return ceil(width * scale / TILE) * ceil(height * scale / TILE)


def claude_tokens(width: int, height: int) -> float:
    """Claude's tokens for an image."""
    scale = min(1, CLAUDE_LONGER / max(width, height))
    return min(width * scale * height * scale / CLAUDE_PIXELS, CLAUDE_MOST)


def gemini_tokens(width: int, height: int) -> int:
    """Gemini's tokens for an image."""
    if max(width, height) <= GEMINI_SMALL:
        return GEMINI_TILE
    least, most = GEMINI_SIDES
    side = min(max(int(min(width, height) / 1.5), least), most)
    return GEMINI_TILE * ceil(width / side) * ceil(height / side)


def audio_traits(data: Any, form: Any) -> Traits:
    """The traits of a sound, base64 and its format: its seconds."""
    if type(data) is not str or data.startswith(("http:", "https:")):
        return other_traits(audio=ASSUMED_SECONDS)
    rate = SOUND.get(form, COMPRESSED_SOUND) if type(form) is str else COMPRESSED_SOUND
    return other_traits(audio=len(data) * 3 / 4 / rate)


def file_traits(data: Any) -> Traits:
    """The traits of a file: a text's own, an image's own, else its pages."""
    if type(data) is not str:
        return other_traits(pages=ASSUMED_PAGES)
    kind, mark, content = data.partition(",")
    if not mark or not kind.startswith("data:"):
        return other_traits(pages=1 + len(data) * 3 // 4 // PAGE_BYTES)
    if kind.startswith("data:text/"):
        return text_traits(decoded(content).decode("utf-8", "replace"))
    if kind.startswith("data:image/"):
        return image_traits(data)
    return other_traits(pages=1 + len(content) * 3 // 4 // PAGE_BYTES)
