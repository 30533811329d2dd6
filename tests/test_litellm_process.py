"""LiteLLM in the process: imported late, once, and kept from spreading."""

import asyncio
import json
import os
import subprocess
import sys
import threading

import pytest

from llmgate.carriers.litellm_clients import LOGGING_WORKER, end_logging
from llmgate.carriers.litellm_process import litellm_part

PROBE = """
import gc, json, logging, os, sys, warnings
before = {"filters": list(warnings.filters), "environ": dict(os.environ)}
{code}
print(json.dumps({report}))
"""


def probe(code, report):
    """What a fresh interpreter reports after running some code."""
    program = PROBE.replace("{code}", code).replace("{report}", report)
    # Other tests of this process may have imported LiteLLM, which sets variables.
    environ = {name: value for name, value in os.environ.items() if "LITELLM" not in name}
    done = subprocess.run(
        [sys.executable, "-c", program],
        env=environ,
        capture_output=True,
        text=True,
        check=True,
        timeout=60,
    )
    assert done.stderr == ""
    return json.loads(done.stdout)


LOADED = '[name for name in ("litellm", "openai", "httpx", "aiohttp") if name in sys.modules]'
LOAD = "from llmgate.carriers.litellm_process import litellm_module; litellm = litellm_module()"


@pytest.mark.parametrize(
    "code",
    [
        "import llmgate",
        "import llmgate; llmgate.Gate.from_dict({'models': {'m': {'route': 'openai/gpt-4o'}}})",
        "import llmgate.testing",
        "import llmgate.testing.plugin",
    ],
)
def test_nothing_heavy_is_imported_before_a_call(code):
    """Importing the package and loading a file leave LiteLLM and the SDK alone."""
    assert probe(code, LOADED) == []


def test_a_wrong_call_is_refused_without_litellm():
    """What is wrong with a call is said at once."""
    code = """
import llmgate
gate = llmgate.Gate.from_dict({'models': {'m': {'route': 'openai/gpt-4o'}}})
try:
    gate.completion(model='m', promt='x')
except llmgate.InvalidCallError:
    pass
"""
    assert probe(code, LOADED) == []


def test_litellm_s_import_leaves_the_process_as_it_was():
    """No warning filter, no log handler, no mode in the environment; garbage is collected."""
    report = """{
        "collected": gc.isenabled(),
        "filters": warnings.filters == before["filters"],
        "handlers": [len(logging.getLogger(name).handlers) for name in
                     ("LiteLLM", "LiteLLM Proxy", "LiteLLM Router")],
        "environ": sorted(set(os.environ) - set(before["environ"])),
    }"""
    assert probe(LOAD, report) == {
        "collected": True,
        "filters": True,
        "handlers": [0, 0, 0],
        "environ": ["LITELLM_LOCAL_ANTHROPIC_BETA_HEADERS", "LITELLM_LOCAL_MODEL_COST_MAP"],
    }


def test_what_the_user_has_set_stays():
    """A user who wants LiteLLM's own price list from the network keeps the choice."""
    code = f"os.environ['LITELLM_MODE'] = 'DEV'\n{LOAD}"
    assert probe(code, "os.environ['LITELLM_MODE']") == "DEV"


def test_litellm_is_told_to_be_quiet():
    """Nothing is printed, no tokenizer is downloaded, and equal chunks end no stream."""
    report = """[
        litellm.suppress_debug_info,
        litellm.disable_hf_tokenizer_download,
        litellm.REPEATED_STREAMING_CHUNK_LIMIT > 10**9,
    ]"""
    assert probe(LOAD, report) == [True, True, True]


def test_the_end_of_a_loop_leaves_another_loop_s_logging_alone():
    """LiteLLM's logging worker is one for all loops, and the last to start has it."""
    worker = litellm_part(LOGGING_WORKER).GLOBAL_LOGGING_WORKER
    other = asyncio.new_event_loop()
    thread = threading.Thread(target=other.run_forever)
    thread.start()

    async def start():
        worker.start()
        return worker._worker_task  # noqa: SLF001  (it has no other name)

    async def take_over():
        started.append(asyncio.run_coroutine_threadsafe(start(), other).result())

    async def end():
        worker._ensure_queue()  # noqa: SLF001  (likewise)
        worker.enqueue(take_over())
        await end_logging(asyncio.get_running_loop())

    started = []
    try:
        asyncio.run(end())
        assert not started[0].done()
    finally:
        asyncio.run_coroutine_threadsafe(end_logging(other), other).result()
        other.call_soon_threadsafe(other.stop)
        thread.join()
        other.close()
    assert started[0].done()
