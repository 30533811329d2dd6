"""One message as a vendor reads it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from llmgate.answer.reasoning import signed
from llmgate.moving.changes import UnusableRungError
from llmgate.moving.ids import fits, taken
from llmgate.moving.parts import content_part, readable, tool_call

if TYPE_CHECKING:
    from llmgate.moving.changes import Changes
    from llmgate.moving.traits import IdRule, Traits

# Fields of an answer that no vendor reads back.
ANSWER_ONLY = frozenset({"annotations"})
PLAIN_ROLES = frozenset({"assistant", "system", "user"})
RESULT_ROLES = frozenset({"function", "tool"})
OWN_FIELDS = len(("role", "content"))
RESULT_FIELDS = len(("role", "content", "tool_call_id"))


def is_plain(message: dict[str, Any], rule: IdRule) -> bool:
    """Whether a message is a role and a text, or a tool's text, that is read as it is."""
    content = message.get("content")
    if not isinstance(content, str) or not content or content.isspace():
        return False
    if len(message) == OWN_FIELDS:
        return message["role"] in PLAIN_ROLES
    if len(message) != RESULT_FIELDS or message["role"] != "tool":
        return False
    identity = message.get("tool_call_id")
    return identity.__class__ is str and fits(identity, rule)


def carried(
    message: dict[str, Any], traits: Traits, changes: Changes, *, own: bool
) -> dict[str, Any]:
    """A message as this vendor reads it. Raises `UnusableRungError`."""
    result = message["role"] in RESULT_ROLES
    name = message.get("name") if result else None
    kept: dict[str, Any] = {
        field: value
        for field, value in readable(message, traits, changes).items()
        if field not in ANSWER_ONLY and (value is not None or field == "content")
    }
    if name is not None:
        kept["name"] = name
    if kept["role"] == "developer" and not traits.developer_role:
        kept["role"] = "system"
    if isinstance(kept.get("content"), list):
        kept["content"] = parts_of(kept["content"], traits, changes, own=own)
    if "thinking_blocks" in kept:
        blocks = kept["thinking_blocks"]
        kept["thinking_blocks"] = signed(blocks) if isinstance(blocks, list) else []
    if "refusal" in kept or "audio" in kept:
        said_otherwise(kept, traits, changes)
    if kept.get("tool_calls") is not None:
        carry_calls(kept, traits, changes)
    if kept["role"] == "tool":
        carry_result(kept, traits, changes)
    return kept


def parts_of(
    content: list[dict[str, Any]], traits: Traits, changes: Changes, *, own: bool
) -> list[dict[str, Any]]:
    """The parts that say something, each as this vendor reads it."""
    carried = (content_part(part, traits, changes, own=own) for part in content)
    return [part for part in carried if part is not None]


def said_otherwise(kept: dict[str, Any], traits: Traits, changes: Changes) -> None:
    """Make text, in place, of a refusal and of a spoken answer where they are OpenAI's alone."""
    refusal = None if traits.refusals else kept.pop("refusal", None)
    if isinstance(refusal, str) and refusal and not kept.get("content"):
        changes.note("sent a refusal as text")
        kept["content"] = refusal
    audio = kept.get("audio")
    if not isinstance(audio, dict) or not audio:
        return
    if traits.own_forms:
        kept["audio"] = {"id": audio.get("id")}
        return
    if not audio.get("transcript"):
        message = f"{changes.provider} cannot hear the spoken answer {str(audio.get('id'))[:60]!r}"
        raise UnusableRungError(message)
    changes.note("sent a spoken answer as its transcript")
    kept["content"] = kept.get("content") or audio["transcript"]
    del kept["audio"]


def carry_calls(kept: dict[str, Any], traits: Traits, changes: Changes) -> None:
    """Make the tool calls of a message readable, in place."""
    calls = [tool_call(call, traits, changes) for call in kept["tool_calls"]]
    if not calls:
        del kept["tool_calls"]
        return
    if not all(isinstance(one := call.get("id"), str) and fits(one, traits.ids) for call in calls):
        renamed(changes)
        calls = [{**call, "id": taken(call.get("id"), traits.ids)} for call in calls]
    kept["tool_calls"] = calls
    if kept.get("content") in ("", []):
        kept["content"] = None


def carry_result(kept: dict[str, Any], traits: Traits, changes: Changes) -> None:
    """Make a tool's result readable, in place; whatever it is, it is a text or parts."""
    identity = kept.get("tool_call_id")
    if not isinstance(identity, str) or not fits(identity, traits.ids):
        renamed(changes)
        kept["tool_call_id"] = taken(identity, traits.ids)
    if not kept.get("content"):
        kept["content"] = "" if traits.empty_results else "(empty)"


def renamed(changes: Changes) -> None:
    """Tell that ids of tool calls were changed."""
    changes.note(f"replaced tool-call ids that {changes.provider} does not take")
