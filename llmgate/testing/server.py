"""`FakeProviders`: the vendors, on loopback."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from importlib import import_module
from typing import TYPE_CHECKING

from llmgate.testing.echo import echo
from llmgate.testing.journal import Journal
from llmgate.testing.models import FakeModel
from llmgate.testing.schedule import Entry, Schedule
from llmgate.testing.service import Service
from llmgate.testing.tokens import quarter_bytes
from llmgate.testing.vendors import VENDORS

if TYPE_CHECKING:
    from types import TracebackType
    from typing import Self

    from llmgate.testing.answers import FakeAnswer
    from llmgate.testing.faults import Fault
    from llmgate.testing.listener import Listener
    from llmgate.testing.requests import FakeRequest
    from llmgate.testing.tokens import Counter

ROOMY = FakeModel()
MAIN = ("openai", "azure", "anthropic", "gemini")


class FakeProviders:
    """A real HTTP server on loopback that speaks the vendors' wires.

    ``models`` are known by the vendor's name of the model, or by ``vendor/name`` where that
    matters; every other model is the ``default`` one, or does not exist if that is None.
    ``count_tokens`` counts a text, for all vendors or by vendor (see `llmgate.testing.tokens`).
    ``answer`` is what the models say. ``keys`` are the credentials that a vendor accepts; each
    has one of its own by default. ``origin`` is the server's address.

    To be used in a ``with`` statement, whose end closes every connection. The functions that
    are given run in the server's own thread, so they must not block; what they raise is raised
    again at the end of the ``with`` statement.
    """

    def __init__(
        self,
        models: Mapping[str, FakeModel] | None = None,
        *,
        default: FakeModel | None = ROOMY,
        count_tokens: Counter | Mapping[str, Counter] = quarter_bytes,
        answer: Callable[[FakeRequest], FakeAnswer | str] = echo,
        keys: Mapping[str, str | tuple[str, ...]] | None = None,
    ) -> None:
        known(*(keys or {}))
        self._keys = {name: accepted(name, keys or {}) for name in VENDORS}
        self._journal = Journal()
        self._schedule = Schedule()
        self._service = Service(
            models=dict(models or {}),
            default=default,
            counters=counters(count_tokens),
            answer=answer,
            keys=self._keys,
            journal=self._journal,
            schedule=self._schedule,
        )
        self._listener: Listener | None = None
        self.origin = ""

    def __enter__(self) -> Self:
        # aiohttp takes a third of a second to import, which only a started server needs.
        module = import_module("llmgate.testing.listener")
        listener: Listener = module.Listener(self._service.receive, self._hung_up)
        self._listener = listener
        self.origin = f"http://127.0.0.1:{listener.start()}"
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        if self._listener is not None:
            self._listener.stop()
            if self._listener.errors and error is None:
                raise self._listener.errors[0]

    def url(self, vendor: str) -> str:
        """The vendor's base URL, as LiteLLM takes it for ``api_base``."""
        known(vendor)
        return f"{self.origin}/{vendor}{VENDORS[vendor].base}"

    def key(self, vendor: str) -> str:
        """The first credential that the vendor accepts."""
        known(vendor)
        return self._keys[vendor][0]

    def environ(self) -> dict[str, str]:
        """The base URL and the key of each main vendor, by the names that models.yaml uses."""
        variables = {}
        for name in MAIN:
            variables[VENDORS[name].url_variable] = self.url(name)
            variables[VENDORS[name].key_variable] = self.key(name)
        return variables

    @property
    def requests(self) -> tuple[FakeRequest, ...]:
        """Every request so far, in the order of arrival."""
        return self._journal.all()

    def wait_for(self, wanted: Callable[[FakeRequest], bool], timeout: float = 10.0) -> FakeRequest:
        """The first request that is, or within ``timeout`` seconds becomes, as wanted.

        Raises `TimeoutError`. It blocks: a coroutine calls it by way of `asyncio.to_thread`.
        """
        return self._journal.wait_for(wanted, timeout)

    def script(
        self,
        vendor: str,
        *faults: Fault,
        model: str | None = None,
        when: Callable[[FakeRequest], bool] | None = None,
    ) -> None:
        """Meet the vendor's next requests with these faults, one each, in order.

        ``model`` and ``when`` say which requests are meant. Afterwards service is normal.
        A scripted fault is used up even by a request that the vendor refuses anyhow.
        """
        known(vendor)
        self._schedule.script(Entry(fault, vendor, model, when) for fault in faults)

    def always(
        self,
        vendor: str,
        fault: Fault,
        *,
        model: str | None = None,
        when: Callable[[FakeRequest], bool] | None = None,
    ) -> None:
        """Meet every request with this fault, behind those that are scripted, until `heal`."""
        known(vendor)
        self._schedule.always(Entry(fault, vendor, model, when))

    def heal(self, vendor: str | None = None) -> None:
        """Forget every fault of the vendor, or of all vendors, that is still to come."""
        if vendor is not None:
            known(vendor)
        self._schedule.heal(vendor)

    def _hung_up(self, number: int) -> None:
        """Note that a client left early."""
        self._journal.update(number, closed_early=True)


def known(*vendors: str) -> None:
    """Raise `ValueError` for a vendor that is not in the table."""
    for vendor in vendors:
        if vendor not in VENDORS:
            message = f"no fake vendor is called {vendor!r}; there are {', '.join(VENDORS)}"
            raise ValueError(message)


def accepted(vendor: str, keys: Mapping[str, str | tuple[str, ...]]) -> tuple[str, ...]:
    """The credentials that a vendor accepts."""
    given = keys.get(vendor, VENDORS[vendor].key)
    return (given,) if isinstance(given, str) else tuple(given)


def counters(count: Counter | Mapping[str, Counter]) -> dict[str, Counter]:
    """Each vendor's way of counting."""
    if isinstance(count, Mapping):
        known(*count)
        return {name: count.get(name, quarter_bytes) for name in VENDORS}
    return dict.fromkeys(VENDORS, count)
