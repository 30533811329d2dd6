"""The server of the testing kit as a user sees it: where it is, what it saw, how it ends."""

import asyncio
import subprocess
import sys
import threading

import httpx
import pytest
from vendor_wire import VENDORS, error_in, post, request, text_in

from llmgate.testing import Fail, FakeAnswer, FakeModel, FakeProviders, Hang, RateLimit


@pytest.fixture
def vendors():
    """A server with nothing special about it."""
    with FakeProviders() as vendors:
        yield vendors


def test_environ_names_every_address_and_key(vendors):
    """The environment holds what a models.yaml needs to reach the four vendors."""
    variables = {
        "OPENAI_BASE_URL": vendors.url("openai"),
        "OPENAI_API_KEY": vendors.key("openai"),
        "AZURE_ENDPOINT": vendors.url("azure"),
        "AZURE_API_KEY": vendors.key("azure"),
        "ANTHROPIC_BASE_URL": vendors.url("anthropic"),
        "ANTHROPIC_API_KEY": vendors.key("anthropic"),
        "GEMINI_BASE_URL": vendors.url("gemini"),
        "GEMINI_API_KEY": vendors.key("gemini"),
    }
    assert variables == vendors.environ()


def test_vendors_have_keys_of_their_own(vendors):
    """No vendor accepts another one's key by default."""
    assert len({vendors.key(name) for name in VENDORS}) == len(VENDORS)


@pytest.mark.parametrize("name", VENDORS)
def test_answer_echoes_the_question(vendors, name):
    """The default answer ends with the end of the question, so that the two can be matched."""
    answer = post(vendors, name, "a long question, number 4711")
    assert text_in(name, answer.json()) == "You said: a long question, number 4711"


@pytest.mark.parametrize("name", VENDORS)
def test_requests_are_recorded(vendors, name):
    """A request is there to be asserted on, whatever its wire."""
    post(vendors, name, "how are you?", model="some-model", max_tokens=7)
    (seen,) = vendors.requests
    told = (seen.vendor, seen.model, seen.text, seen.stream, seen.max_tokens, seen.status)
    assert told == (name, "some-model", "how are you?", False, 7, 200)


def test_requests_keep_headers_and_body(vendors):
    """Headers have lower-case names, and the body is as it was sent."""
    sent = request(vendors, "openai", "hi")
    httpx.request(**sent)
    (seen,) = vendors.requests
    assert (seen.headers["authorization"], seen.body) == (
        f"Bearer {vendors.key('openai')}",
        sent["json"],
    )


def test_repr_of_a_request_has_no_key(vendors):
    """A failing assertion prints no credential."""
    post(vendors, "openai")
    assert vendors.key("openai") not in repr(vendors.requests)


def test_answers_come_from_the_given_function():
    """A function that is given says what the models say."""
    with FakeProviders(answer=lambda asked: f"{asked.model} heard {asked.text}") as vendors:
        answer = post(vendors, "openai", "hi", model="gpt")
    assert text_in("openai", answer.json()) == "gpt heard hi"


def test_function_may_give_a_whole_answer():
    """An answer may be a record as well as a text."""
    with FakeProviders(answer=lambda _: FakeAnswer("no", stop="content_filter")) as vendors:
        (choice,) = post(vendors, "openai").json()["choices"]
    assert (choice["message"]["content"], choice["finish_reason"]) == ("no", "content_filter")


def test_a_failing_function_is_no_secret():
    """What a given function raises comes out of the with statement."""
    with pytest.raises(ZeroDivisionError), FakeProviders(answer=lambda _: 1 / 0) as vendors:
        post(vendors, "openai")


def test_an_own_failure_hides_no_other():
    """The error of the with statement's body wins over that of a given function."""

    def use(vendors):
        post(vendors, "openai")
        raise KeyError

    with pytest.raises(KeyError), FakeProviders(answer=lambda _: 1 / 0) as vendors:
        use(vendors)


def test_models_may_be_named_by_vendor():
    """The same name may mean models of different size at two vendors."""
    models = {"m": FakeModel(window=10_000), "azure/m": FakeModel(window=10)}
    with FakeProviders(models) as vendors:
        statuses = [post(vendors, name, "x" * 400).status_code for name in ("openai", "azure")]
    assert statuses == [200, 400]


def test_unknown_models_are_the_default_one():
    """A model that nobody described has the default's window."""
    with FakeProviders(default=FakeModel(window=10)) as vendors:
        assert "maximum context length is 10 tokens" in error_in(post(vendors, "openai", "x" * 99))


def test_several_keys_of_one_vendor():
    """A vendor accepts each of the keys that it is given."""
    with FakeProviders(keys={"gemini": ("one", "two")}) as vendors:
        statuses = [post(vendors, "gemini", key=key).status_code for key in ("one", "two", "no")]
    assert statuses == [200, 200, 400]


def test_compatible_vendors_speak_openai():
    """A vendor that speaks OpenAI's wire has a name, an address and a key of its own."""
    with FakeProviders() as vendors:
        answer = httpx.post(
            vendors.url("groq") + "/chat/completions",
            headers={"authorization": f"Bearer {vendors.key('groq')}"},
            json={"model": "llama", "messages": [{"role": "user", "content": "hi"}], "top_k": 1},
        )
        seen = vendors.requests[0].vendor
    assert (text_in("openai", answer.json()), seen) == ("You said: hi", "groq")


@pytest.mark.parametrize(
    "path,vendor",
    [
        ("/v1/chat/completions", "openai"),
        ("/any/base/chat/completions", "openai"),
        ("/azure/openai/v1/chat/completions", "azure"),
        ("/openai/deployments/m/chat/completions?api-version=1", "azure"),
        ("/v1/messages", "anthropic"),
        ("/v1beta/models/m:generateContent", "gemini"),
        ("/models/m:streamGenerateContent?alt=sse", "gemini"),
    ],
)
def test_vendors_are_told_by_the_shape_of_the_path(vendors, path, vendor):
    """Addresses without a vendor's name in front belong to the vendor whose shape they have."""
    httpx.post(vendors.origin + path, json={})
    assert [seen.vendor for seen in vendors.requests] == [vendor]


@pytest.mark.parametrize(
    "path",
    ["/v1/embeddings", "/openai/v1/files", "/anthropic/v1/models", "/gemini/v1beta/models/m:embed"],
)
def test_other_paths_are_nobodys(vendors, path):
    """An address that no vendor has is a 404, and no request to a vendor."""
    answer = httpx.post(vendors.origin + path, json={})
    assert (answer.status_code, vendors.requests) == (404, ())


@pytest.mark.parametrize("ask", ["url", "key", "heal"])
def test_misspelt_vendors_are_refused(vendors, ask):
    """A vendor that does not exist is an error at once, which names those that do."""
    with pytest.raises(ValueError, match=r"'opnai'; there are openai, azure"):
        getattr(vendors, ask)("opnai")


def test_waiting_finds_a_request_that_is_there(vendors):
    """A request that has long arrived needs no waiting."""
    post(vendors, "openai", "one")
    post(vendors, "openai", "two")
    assert vendors.wait_for(lambda seen: seen.text == "two", timeout=0).number == 1


def test_waiting_ends_when_the_request_comes(vendors):
    """Who waits is woken by the request."""
    thread = threading.Thread(target=post, args=(vendors, "openai", "late"))
    thread.start()
    seen = vendors.wait_for(lambda seen: seen.status == 200)
    thread.join()
    assert seen.text == "late"


def test_waiting_gives_up(vendors):
    """What never comes is a TimeoutError that says how much did come."""
    post(vendors, "openai")
    with pytest.raises(TimeoutError, match="none of 1 requests in 0 s"):
        vendors.wait_for(lambda seen: seen.closed_early, timeout=0)


async def test_tasks_wait_in_a_thread(vendors):
    """A coroutine waits without blocking the loop that its own client runs in."""
    vendors.script("openai", Hang())
    async with httpx.AsyncClient() as client:
        call = asyncio.ensure_future(client.request(**request(vendors, "openai")))
        await asyncio.to_thread(vendors.wait_for, lambda seen: seen.vendor == "openai")
        call.cancel()
    seen = await asyncio.to_thread(vendors.wait_for, lambda seen: seen.closed_early)
    assert seen.number == 0


def test_script_is_used_up_in_order(vendors):
    """Each scripted fault meets one request; then service is normal."""
    vendors.script("openai", RateLimit(), Fail(500))
    assert [post(vendors, "openai").status_code for _ in range(3)] == [429, 500, 200]


def test_script_is_for_one_vendor(vendors):
    """The faults of one vendor never meet another's requests."""
    vendors.script("openai", Fail())
    assert [post(vendors, name).status_code for name in ("azure", "openai")] == [200, 500]


def test_script_may_be_for_one_model(vendors):
    """A scripted fault waits for its model."""
    vendors.script("openai", Fail(), model="b")
    assert [post(vendors, "openai", model=m).status_code for m in "ab"] == [200, 500]


def test_script_may_ask_the_request(vendors):
    """A scripted fault may wait for any kind of request."""
    vendors.script("openai", Fail(), when=lambda asked: "please" not in asked.text)
    asked = [post(vendors, "openai", text).status_code for text in ("please", "now")]
    assert asked == [200, 500]


def test_always_lasts_until_healed(vendors):
    """A lasting fault meets every request, behind the scripted ones, until it is healed."""
    vendors.always("openai", Fail(503))
    vendors.script("openai", Fail(500))
    before = [post(vendors, "openai").status_code for _ in range(3)]
    vendors.heal("openai")
    assert [*before, post(vendors, "openai").status_code] == [500, 503, 503, 200]


def test_the_latest_lasting_fault_counts(vendors):
    """A second lasting fault takes the place of the first."""
    vendors.always("openai", Fail(503))
    vendors.always("openai", Fail(502))
    assert post(vendors, "openai").status_code == 502


def test_healing_all_forgets_scripts_too(vendors):
    """Without a vendor, everything that is still to come is forgotten."""
    for name in VENDORS:
        vendors.script(name, Fail())
    vendors.heal()
    assert {post(vendors, name).status_code for name in VENDORS} == {200}


def test_a_large_body_is_taken(vendors):
    """Nothing bounds the size of a request but the window of its model."""
    text = "x" * (64 * 1024 * 1024)
    answer = post(vendors, "openai", text)
    assert "resulted in 16777220 tokens" in error_in(answer)


def test_leaving_ends_every_connection():
    """A client that waits when the server stops is cut off, and counts not as hanging up."""
    failures = []

    def call(vendors):
        with pytest.raises(httpx.RemoteProtocolError) as caught:
            post(vendors, "openai")
        failures.append(caught.type)

    with FakeProviders() as vendors:
        vendors.script("openai", Hang())
        thread = threading.Thread(target=call, args=(vendors,))
        thread.start()
        vendors.wait_for(lambda seen: seen.vendor == "openai")
    thread.join()
    assert (failures, vendors.requests[0].closed_early) == ([httpx.RemoteProtocolError], False)


def test_leaving_ends_the_thread():
    """No thread outlives the with statement."""
    with FakeProviders():
        pass
    assert "llmgate-fake-providers" not in [thread.name for thread in threading.enumerate()]


def test_a_server_that_cannot_start_says_so(monkeypatch):
    """What keeps the server from starting is raised where it is entered."""

    def refuse(*arguments, **options):
        raise PermissionError

    monkeypatch.setattr(asyncio.BaseEventLoop, "create_server", refuse)
    with pytest.raises(PermissionError), FakeProviders():
        pass


def test_a_server_can_be_started_again():
    """Leaving and entering again keeps what is set up, at a new address."""
    again = FakeProviders()
    with again:
        post(again, "openai", "first")
    with again:
        post(again, "openai", "second")
    assert [seen.text for seen in again.requests] == ["first", "second"]


@pytest.mark.parametrize("heavy", ["aiohttp", "litellm", "openai"])
def test_import_is_light(heavy):
    """Importing the kit, and setting a server up, loads nothing heavy."""
    code = (
        "import sys; from llmgate.testing import FakeProviders; FakeProviders();"
        f"print({heavy!r} in sys.modules)"
    )
    seen = subprocess.run([sys.executable, "-c", code], capture_output=True, check=True, text=True)
    assert seen.stdout == "False\n"
