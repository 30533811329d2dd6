"""A call is checked before anything is sent; what is wrong says what to write instead."""

from __future__ import annotations

import copy
import pickle

import pytest
from conversations import tool_conversations
from hypothesis import given
from hypothesis import strategies as st
from openai.types.chat import ChatCompletionMessage
from vendor_answers import fuzz, json_values

from llmgate.calls.call import checked_call
from llmgate.calls.keywords import ENDPOINT_KEYWORDS, KNOWN_KEYWORDS, REFUSED
from llmgate.calls.options import KINDS
from llmgate.errors import InvalidCallError

HI = [{"role": "user", "content": "Hi."}]
TOOL_CALL = {"id": "c", "type": "function", "function": {"name": "f", "arguments": "{}"}}
KEY = "sk-very-secret-key"

LIST = "messages is a list of dicts with role and content"
ROLES = "system, developer, user, assistant, tool, function"


def call(**arguments):
    """Return the checked call of these keywords, with a message where there is none."""
    if not arguments.keys() & {"messages", "prompt"}:
        arguments["messages"] = HI
    return checked_call(arguments)


def complaint(**arguments):
    """Return what is said about a call that is wrong."""
    with pytest.raises(InvalidCallError) as caught:
        call(**arguments)
    return str(caught.value)


def test_call_is_taken_apart():
    """Each keyword is where it belongs: what shapes the answer, where it goes, what is ours."""
    made = call(
        model="writer",
        temperature=0.5,
        top_k=3,
        api_key=KEY,
        stream=True,
        timeout=5,
        conversation="c",
    )
    assert (made.model, made.messages, made.options, [*made.endpoint], made.stream) == (
        "writer",
        HI,
        {"temperature": 0.5, "top_k": 3},
        ["api_key"],
        True,
    )
    assert (made.timeout, made.conversation) == (5.0, "c")


def test_nothing_given_is_nothing_asked():
    """None stands for not given, whatever the keyword."""
    bare = dict.fromkeys(KNOWN_KEYWORDS - {"messages"})
    made = call(**bare, messages=HI)
    assert (made.options, made.endpoint, made.stream, made.timeout) == ({}, {}, False, None)


def test_prompt_is_one_user_message():
    """``prompt`` is short for a conversation of one user message."""
    assert call(prompt="Hi.").messages == HI


@pytest.mark.parametrize("name", ["timeout", "request_timeout"])
def test_timeout_has_two_names(name):
    """``request_timeout`` is the older name of ``timeout``."""
    assert call(**{name: 7}).timeout == 7.0


@pytest.mark.parametrize(
    "arguments, legacy, wants_usage, max_tokens",
    [
        ({}, False, False, None),
        ({"functions": [{"name": "f"}]}, True, False, None),
        ({"stream_options": {"include_usage": True}}, False, True, None),
        ({"stream_options": {}}, False, False, None),
        ({"max_tokens": 5}, False, False, 5),
        ({"max_completion_tokens": 7}, False, False, 7),
    ],
)
def test_what_a_call_asks_for(arguments, legacy, wants_usage, max_tokens):
    """A call knows its form, whether it wants the usage, and the output that it allows."""
    made = call(**arguments)
    assert (made.legacy, made.wants_usage, made.max_tokens) == (legacy, wants_usage, max_tokens)


@pytest.mark.parametrize(
    "messages, said",
    [
        (HI[0], f"{LIST}, not dict"),
        ("Hi.",
         f"{LIST}, not str; for a single text, write prompt=…"),
        (5, f"{LIST}, not int"),
        (b"Hi.", f"{LIST}, not bytes"),
        ([], "messages is empty: a call needs at least one message"),
        (iter([]), "messages is empty: a call needs at least one message"),
        (["Hi."], "messages[0] is a dict with role and content, not str"),
        ([*HI, None], "messages[1] is a dict with role and content, not NoneType"),
        ([{"content": "Hi."}], f"messages[0] has no role; it is one of {ROLES}"),
        ([{"role": "usr", "content": ""}], "messages[0]['role'] is 'usr': did you mean 'user'?"),
        ([{"role": "x", "content": ""}], f"messages[0]['role'] is 'x': it is one of {ROLES}"),
        ([{"role": ["user"]}], "messages[0]['role'] is \"['user']\": did you mean 'user'?"),
        ([{"role": "user", "content": 5}],
         "messages[0]['content'] is a text or a list of parts, not int"),
        ([{"role": "user", "content": {"text": "Hi."}}],
         "messages[0]['content'] is a text or a list of parts, not dict"),
        ([{"role": "user", "content": ["Hi."]}],
         "messages[0]['content'] is made of dicts, not of str"),
        ([{"role": "assistant", "tool_calls": "f"}],
         "messages[0]['tool_calls'] is a list of dicts, not str"),
        ([{"role": "assistant", "tool_calls": [None]}],
         "messages[0]['tool_calls'] is made of dicts, not of NoneType"),
        ([{"role": "assistant", "function_call": "f"}],
         "messages[0]['function_call'] is made of dicts, not of str"),
    ],
)  # fmt: skip
def test_wrong_messages(messages, said):
    """A mistake in the messages names its place and says what belongs there."""
    assert complaint(messages=messages) == said


@pytest.mark.parametrize(
    "arguments, said",
    [
        ({"messages": None},
         "a call needs messages=[{'role': 'user', 'content': …}] or prompt='…'"),
        ({"prompt": "Hi.", "messages": HI},
         "give 'messages' or 'prompt', not both: 'prompt' is short for one user message"),
        ({"prompt": ["Hi."]}, "prompt is a text, not list; see messages"),
        ({"timeout": 5, "request_timeout": 5},
         "give 'timeout' or 'request_timeout', not both: 'request_timeout' is its older name"),
        ({"api_base": "a", "base_url": "b"},
         "give 'api_base' or 'base_url', not both: 'base_url' is its other name"),
        ({"tools": [], "functions": []},
         "give 'tools' or 'functions', not both: 'functions' is the older form"),
        ({"model": ""}, "model is a name from models.yaml, not str ''"),
        ({"model": 5}, "model is a name from models.yaml, not int '5'"),
        ({"tempratur": 1},
         "'tempratur' is no keyword of OpenAI's or LiteLLM's: did you mean 'temperature'?"),
        ({"max_token": None},
         "'max_token' is no keyword of OpenAI's or LiteLLM's: did you mean 'max_tokens'?"),
        ({"top_kk": 1}, "'top_kk' is no keyword of OpenAI's or LiteLLM's: did you mean 'top_k'?"),
        ({"zzzzzz": 1},
         "'zzzzzz' is no keyword of OpenAI's or LiteLLM's: see OpenAI's API reference"),
        ({"fallbacks": []}, "'fallbacks' is not for a call: name the fallbacks in models.yaml"),
        ({"conversation": 5}, "conversation is a name of your choice, not int '5'"),
        ({"conversation": ""}, "conversation is a name of your choice, not str ''"),
        ({"stream": "true"}, "stream is True or False, not str 'true'"),
        ({"stream": 1}, "stream is True or False, not int '1'"),
        ({"headers": "x"}, "headers is a dict of texts, as in {'x-team': 'research'}"),
        ({"extra_headers": {"x": 5}},
         "extra_headers is a dict of texts, as in {'x-team': 'research'}"),
        ({"api_key": 5}, "api_key is a text, not int"),
        ({"api_base": ["a"]}, "api_base is a text, not list"),
    ],
)  # fmt: skip
def test_wrong_calls(arguments, said):
    """A mistake in a call names the keyword and says what to write instead."""
    messages = {} if arguments.keys() & {"prompt", "messages"} else {"messages": HI}
    with pytest.raises(InvalidCallError) as caught:
        checked_call({**arguments, **messages})
    assert str(caught.value) == said


@pytest.mark.parametrize("name", sorted(REFUSED))
def test_keywords_that_would_fight_the_ladder(name):
    """Each of them is refused with a hint, and may be None as anything may."""
    assert (complaint(**{name: 5}), call(**{name: None}).options) == (
        f"{name!r} is not for a call: {REFUSED[name]}",
        {},
    )


@pytest.mark.parametrize("value", [0, -1, True, "60", float("nan"), float("inf"), 10**400, [60]])
def test_wrong_timeouts(value):
    """A timeout is a number of seconds above 0 that a clock can count."""
    assert complaint(timeout=value).startswith("timeout is a number of seconds above 0, not ")


RIGHT = {
    "a number": [0, 0.5, -2, 2],
    "a whole number": [0, -5, 7],
    "a whole number from 0 up": [0, 7],
    "True or False": [True, False],
    "a list of dicts": [[], [{"name": "f"}], ({"name": "f"},)],
    "a list of texts": [[], ["text", "audio"]],
    "a text or a list of texts": ["END", ["END", "STOP"]],
    "a text or a dict": ["auto", {"name": "f"}],
    "a text": ["", "me"],
    "a dict": [{}, {"a": 1}],
}
WRONG = {
    "a number": ["0.5", True, None, [1], float("nan"), float("-inf"), 10**400],
    "a whole number": ["5", True, 1.0],
    "a whole number from 0 up": ["5", True, 1.0, -1],
    "True or False": ["true", 0, 1],
    "a list of dicts": [{}, "f", 5, ["f"], [None]],
    "a list of texts": ["text", 5, [5]],
    "a text or a list of texts": [5, [5], {}],
    "a text or a dict": [5, ["auto"], True],
    "a text": [5, ["me"], {}],
    "a dict": ["a", 5, [], True],
}


@pytest.mark.parametrize("name", sorted(KINDS))
def test_right_values(name):
    """Every value of the right kind is taken as it is."""
    values = RIGHT[KINDS[name][0]]
    assert [call(**{name: value}).options[name] for value in values] == values


@pytest.mark.parametrize("name", sorted(KINDS))
def test_wrong_values(name):
    """A value of the wrong kind is refused, and the message says what is wanted."""
    wanted = KINDS[name][0]
    values = [value for value in WRONG[wanted] if value is not None]
    expected = f"{name} is {wanted}, not {{}}".format
    said = [complaint(**{name: value}) for value in values]
    kinds = [type(value).__name__ for value in values]
    assert [text.startswith(expected(kind)) for text, kind in zip(said, kinds, strict=True)] == [
        True
    ] * len(values)


def is_checked_or_refused(arguments):
    """Say whether keywords make a call with messages, or are refused in so many words."""
    try:
        return len(checked_call(arguments).messages) > 0
    except InvalidCallError as error:
        return len(str(error)) > 0


@fuzz
@given(st.dictionaries(st.sampled_from(sorted(KNOWN_KEYWORDS)), json_values, max_size=4))
def test_any_call_is_checked_or_refused(arguments):
    """Whatever JSON the keywords are, they make a call or are refused, and nothing else."""
    assert is_checked_or_refused({"messages": HI, **arguments})


@fuzz
@given(json_values)
def test_any_messages_are_checked_or_refused(messages):
    """Whatever JSON the messages are, they are taken or refused, and nothing else."""
    assert is_checked_or_refused({"messages": messages})


@fuzz
@given(tool_conversations)
def test_callers_objects_are_left_alone(messages):
    """Checking a call changes nothing of the caller's, and shares no message with it."""
    given = {
        "messages": messages,
        "tools": [{"type": "function", "function": {"name": "f"}}],
        "extra_headers": {"x-team": "research"},
    }
    before = copy.deepcopy(given)
    made = checked_call(dict(given))
    shared = [one for one, two in zip(made.messages, messages, strict=True) if one is two]
    assert (given, made.messages, shared) == (before, messages, [])


def test_messages_may_be_any_iterable():
    """A generator or a tuple of messages is as good as a list."""
    assert call(messages=(one for one in HI)).messages == HI


def test_messages_of_the_openai_package():
    """An answer's message may be appended as the openai package's object, whole or in part."""
    said = ChatCompletionMessage.model_validate(
        {"role": "assistant", "content": None, "tool_calls": [TOOL_CALL]}
    )
    messages = [said, {"role": "assistant", "content": None, "tool_calls": said.tool_calls}]
    assert [one["tool_calls"] for one in call(messages=messages).messages] == [[TOOL_CALL]] * 2


def test_function_call_of_the_openai_package():
    """The older form's call may be the openai package's object too."""
    function = {"name": "f", "arguments": "{}"}
    said = ChatCompletionMessage.model_validate(
        {"role": "assistant", "content": None, "function_call": function}
    )
    older = {"role": "assistant", "content": None, "function_call": said.function_call}
    assert call(messages=[older]).messages[0]["function_call"] == function


@pytest.mark.parametrize("name", sorted(ENDPOINT_KEYWORDS - {"headers", "extra_headers"}))
def test_credentials_are_concealed(name):
    """No text that says where to, or with whose credentials, shows in a call."""
    made = call(**{name: KEY})
    assert (KEY in repr(made), made.endpoint[name].reveal()) == (False, KEY)


@pytest.mark.parametrize("name", ["headers", "extra_headers"])
def test_headers_are_concealed(name):
    """No header's value shows in a call."""
    made = call(**{name: {"authorization": KEY}})
    assert (KEY in repr(made), made.endpoint[name]["authorization"].reveal()) == (False, KEY)


def test_conversation_does_not_show():
    """What is said in a conversation does not show in a call's repr, which may be logged."""
    assert "Hi." not in repr(call(prompt="Hi.", user="Hi."))


def test_call_with_credentials_does_not_pickle():
    """A call's credentials do not leave the process."""
    with pytest.raises(TypeError, match="a secret cannot be pickled"):
        pickle.dumps(call(api_key=KEY))


@pytest.mark.parametrize("wrong", [{"tempratur": 1}, {"n": "1"}, {"messages": "Hi."}])
def test_refused_call_shows_no_credentials(wrong):
    """No frame of a refused call's traceback has a credential in its variables."""
    arguments = {"messages": HI, "api_key": KEY, "headers": {"authorization": KEY}, **wrong}
    with pytest.raises(InvalidCallError) as caught:
        checked_call(arguments)
    frames = []
    trace = caught.tb.tb_next
    while trace is not None:
        frames.append(repr(trace.tb_frame.f_locals))
        trace = trace.tb_next
    assert (len(frames) > 0, [text for text in frames if KEY in text]) == (True, [])
