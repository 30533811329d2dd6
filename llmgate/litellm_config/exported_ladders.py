"""The flat lists of models.yaml as the maps of LiteLLM's Router.

The Router goes on from a fallback to that one's own fallbacks. So a fallback that has some is
named by a hidden alias of its own, for which there are none: then the list is walked as it is.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from llmgate.litellm_config.ladders import RUNG

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from llmgate.config import Model, Reason
    from llmgate.litellm_config.notes import Notes

# The causes that the Router does not tell apart.
OTHERS: tuple[Reason, ...] = (
    "rate_limit", "unavailable", "timeout", "quota", "auth", "not_found",
)  # fmt: skip
ONE_LIST = "the Router has one list for all causes but overflows and refused content: {}"
NO_CUTS = "the Router hands a cut answer over, and climbs for none"


@dataclass(frozen=True, slots=True)
class Ladder:
    """The lists of one model, as the Router can have them; None where there is none."""

    general: tuple[str, ...]
    overflow: tuple[str, ...] | None
    policy: tuple[str, ...] | None

    def __bool__(self) -> bool:
        """Whether the model has any fallback."""
        return bool(self.general or self.overflow or self.policy)


def ladder_of(name: str, model: Model, names: Mapping[str, str], notes: Notes) -> Ladder:
    """Return the lists of a model, the targets under their own names."""
    lists = model.fallbacks
    given = {reason: getattr(lists, reason) for reason in OTHERS}
    general = lists.any
    if general is None:
        merged = (target for targets in given.values() for target in targets or ())
        general = tuple(dict.fromkeys(merged))
    told = any(targets is not None and targets != general for targets in given.values())
    if told or (general and lists.any is None and None in given.values()):
        path = ("models", name, "fallbacks")
        notes.changed(path, ONE_LIST.format(", ".join(general) or "none"), name)
    if lists.output_length is not None:
        notes.left_out(("models", name, "fallbacks", "output_length"), NO_CUTS, name)
    # The Router's one list would serve these two as well, unless they have lists of their own.
    without = () if lists.any is None and general else None
    return Ladder(
        general=own(general, names) or (),
        overflow=own(without if lists.context_window is None else lists.context_window, names),
        policy=own(without if lists.content_policy is None else lists.content_policy, names),
    )


def own(targets: tuple[str, ...] | None, names: Mapping[str, str]) -> tuple[str, ...] | None:
    """Return targets under their own names, each once."""
    return None if targets is None else tuple(dict.fromkeys(names[target] for target in targets))


def router_maps(ladders: Mapping[str, Ladder], aliases: Mapping[str, str]) -> dict[str, Any]:
    """Return the Router's settings for ladders and aliases."""
    rungs: set[str] = set()
    asked = [*((name, name) for name in ladders), *aliases.items()]

    def written(targets: tuple[str, ...]) -> list[str]:
        rungs.update(target for target in targets if ladders[target])
        return [RUNG + target if ladders[target] else target for target in targets]

    def entries(kind: str) -> Iterator[dict[str, list[str]]]:
        for called, name in asked:
            targets = targets_of(ladders[name], kind)
            if targets is not None:
                yield {called: written(targets)}

    maps: dict[str, Any] = {
        "fallbacks": list(entries("general")),
        "context_window_fallbacks": list(entries("overflow")) if uses(ladders, "overflow") else [],
        "content_policy_fallbacks": list(entries("policy")) if uses(ladders, "policy") else [],
    }
    hidden = {RUNG + name: {"model": name, "hidden": True} for name in ladders if name in rungs}
    named = {"model_group_alias": {**aliases, **hidden}, **maps}
    return {key: value for key, value in named.items() if value}


def uses(ladders: Mapping[str, Ladder], kind: str) -> bool:
    """Say whether any model has a list of this kind; one of them speaks for all models then."""
    return any(getattr(each, kind) is not None for each in ladders.values())


def targets_of(ladder: Ladder, kind: str) -> tuple[str, ...] | None:
    """Return where the Router goes, None for nowhere: where a map leads, plain lists do not."""
    if kind == "general":
        return ladder.general or None
    listed: tuple[str, ...] | None = getattr(ladder, kind)
    return ladder.general or None if listed is None else listed
