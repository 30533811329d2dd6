"""Images by the vendors' published formulas, their sizes from the heads of the files."""

import base64
import struct

import pytest

from llmgate.tokens import TokenEstimator
from llmgate.tokens.image_size import image_size
from llmgate.tokens.media import claude_tokens, gemini_tokens, tiles


def png(width, height):
    """Make the head of a PNG."""
    return b"\x89PNG\r\n\x1a\n" + struct.pack(">I4sII", 13, b"IHDR", width, height) + b"\x08\x02"


def gif(width, height):
    """Make the head of a GIF."""
    return b"GIF89a" + struct.pack("<HH", width, height)


def jpeg(width, height):
    """Make the head of a JPEG, with a thumbnail's segment before the frame."""
    segment = b"\xff\xe1" + struct.pack(">H", 102) + b"\xff\xc0" * 50
    return b"\xff\xd8" + segment + b"\xff\xc2" + struct.pack(">HBHH", 17, 8, height, width)


def riff(kind, data):
    """Make the head of a WebP."""
    return b"RIFF\0\0\0\0WEBP" + kind + b"\0\0\0\0" + data


def lossy(width, height):
    """Make the head of a lossy WebP."""
    return riff(b"VP8 ", b"\0\0\0\x9d\x01\x2a" + struct.pack("<HH", width, height))


def lossless(width, height):
    """Make the head of a lossless WebP."""
    return riff(b"VP8L", b"\x2f" + struct.pack("<I", (width - 1) | (height - 1) << 14))


def extended(width, height):
    """Make the head of an extended WebP."""
    size = (width - 1).to_bytes(3, "little") + (height - 1).to_bytes(3, "little")
    return riff(b"VP8X", b"\0\0\0\0" + size)


FORMATS = [png, gif, jpeg, lossy, lossless, extended]


@pytest.mark.parametrize("make", FORMATS)
def test_sizes(make):
    """Width and height are read from each format."""
    assert image_size(make(1_234, 567)) == (1_234, 567)


@pytest.mark.parametrize("make", FORMATS)
def test_cut_heads(make):
    """A head that is cut anywhere has no size, and is no error."""
    head = make(1_234, 567)
    needed = {image_size(head[:length]) for length in range(len(head))}
    assert needed <= {None, (1_234, 567)}


@pytest.mark.parametrize("head", [b"", b"BM......", png(0, 5), b"\xff\xd8\xff"])
def test_no_size(head):
    """An unknown format and an impossible size are none."""
    assert image_size(head) is None


@pytest.mark.parametrize(
    "width,height,expected", [(1024, 1024, 4), (2048, 4096, 6), (512, 512, 1), (4096, 512, 4)]
)
def test_tiles(width, height, expected):
    """OpenAI's published examples: 765 tokens are 4 tiles, 1,105 are 6."""
    assert tiles(width, height) == expected


@pytest.mark.parametrize(
    "width,height,expected", [(200, 200, 54), (1000, 1000, 1_334), (1092, 1092, 1_590)]
)
def test_claude(width, height, expected):
    """Anthropic's published examples."""
    assert round(claude_tokens(width, height)) == pytest.approx(expected, abs=1)


@pytest.mark.parametrize("width,height,expected", [(384, 384, 258), (960, 540, 6 * 258)])
def test_gemini(width, height, expected):
    """Google's published examples."""
    assert gemini_tokens(width, height) == expected


def prompt_tokens(route, *parts):
    """Estimate parts beside an empty message."""
    estimator = TokenEstimator()
    empty = estimator.estimate(route, [{"role": "user", "content": []}], {}).tokens
    prompt = [{"role": "user", "content": list(parts)}]
    return estimator.estimate(route, prompt, {}).tokens - empty


def data_url(data, kind="image/png"):
    """Make a data URL."""
    return f"data:{kind};base64,{base64.b64encode(data).decode()}"


def openai_image(width, height, **more):
    """Make OpenAI's part for an image."""
    url = data_url(png(width, height) + b"\0" * 100_000)
    return {"type": "image_url", "image_url": {"url": url, **more}}


@pytest.mark.parametrize(
    "route,expected",
    [
        ("openai/gpt-4o", 85 + 4 * 170),
        ("openai/gpt-4o-mini", 2_833 + 4 * 5_667),
        ("openai/o3", 75 + 4 * 150),
        ("openai/gpt-4.1-mini", round(1_024 * 1.62)),
        ("anthropic/claude-sonnet-4-5", round(1_024 * 1_024 / 750 * 1.2)),
        ("gemini/gemini-2.5-pro", 4 * 258),
    ],
)
def test_each_vendors_tariff(route, expected):
    """An image of 1024 by 1024 costs what the model's vendor says."""
    assert prompt_tokens(route, openai_image(1_024, 1_024)) == pytest.approx(expected, abs=1)


def test_low_detail():
    """At low detail an image has OpenAI's base figure alone."""
    assert prompt_tokens("openai/gpt-4o", openai_image(1_024, 1_024, detail="low")) == 85


@pytest.mark.parametrize("image", ["https://example.org/a.png", {"url": "gs://a"}, {}, None])
def test_images_elsewhere(image):
    """An image whose size is unknown counts as one of 1024 by 1024."""
    part = {"type": "image_url", "image_url": image}
    assert prompt_tokens("openai/gpt-4o", part) == 765


def test_claudes_own_form():
    """Claude's form of an image is read as well."""
    data = base64.b64encode(png(750, 100)).decode()
    part = {"type": "image", "source": {"type": "base64", "media_type": "image/png", "data": data}}
    assert prompt_tokens("anthropic/claude-sonnet-4-5", part) == round(100 * 1.2)


def test_audio():
    """Ten seconds of sound cost Gemini 320 tokens."""
    data = base64.b64encode(b"\0" * 480_000).decode()
    part = {"type": "input_audio", "input_audio": {"data": data, "format": "wav"}}
    assert prompt_tokens("gemini/gemini-2.5-pro", part) == 320


def test_text_files_count_as_text():
    """A file of text costs what its text costs."""
    text = "All that is in this file is text. " * 20
    file = {"type": "file", "file": {"file_data": data_url(text.encode(), "text/plain")}}
    plain = {"type": "text", "text": text}
    assert prompt_tokens("openai/gpt-4o", file) == prompt_tokens("openai/gpt-4o", plain)


def test_image_files_count_as_images():
    """A file that is an image costs what an image costs."""
    url = data_url(png(1_024, 1_024))
    file = {"type": "file", "file": {"file_data": url, "filename": "a.png"}}
    assert prompt_tokens("openai/gpt-4o", file) == 765


ELSEWHERE = [
    ({"type": "input_audio", "input_audio": {}}, 60 * 32),
    ({"type": "file", "file": {"file_id": "file-1"}}, 10 * 258),
    ({"type": "document", "source": {"type": "url", "url": "https://a/b.pdf"}}, 10 * 258),
    ({"type": "file", "file": {"file_data": "A" * 80_000}}, 2 * 258),
    ({"type": "image_url", "image_url": "data:image/png;base64,A=B="}, 4 * 258),
]


@pytest.mark.parametrize("part,expected", ELSEWHERE)
def test_media_whose_size_is_unknown(part, expected):
    """A sound counts as a minute, a document as ten pages or by its size, an image as usual."""
    assert prompt_tokens("gemini/gemini-2.5-pro", part) == expected


def test_reference_to_an_earlier_sound():
    """An earlier answer's sound, of which an id is sent, counts as a minute."""
    estimator, audio = TokenEstimator(), {"role": "assistant", "audio": {"id": "audio_1"}}
    assert estimator.estimate("openai/gpt-4o", [audio], {}).tokens == 3 + 4 + 600


def test_pages():
    """A PDF counts by its pages, which its size suggests."""
    part = {"type": "file", "file": {"file_data": data_url(b"\0" * 120_000, "application/pdf")}}
    assert prompt_tokens("gemini/gemini-2.5-pro", part) == 3 * 258


def test_documents():
    """Claude's documents of text are texts."""
    source = {"type": "text", "media_type": "text/plain", "data": "hello " * 50}
    document, text = {"type": "document", "source": source}, {"type": "text", "text": "hello " * 50}
    assert prompt_tokens("a/claude-3", document) == prompt_tokens("a/claude-3", text)
