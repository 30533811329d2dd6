"""Who a server says that it is: certificates over loopback, through a proxy's tunnel too."""

import shutil
import socket
import ssl
import threading
from pathlib import Path

import pytest
from direct_calls import answering, completion, event
from raw_server import plain, serving

import llmgate
from llmgate.carriers.direct import connections, pools

TLS = Path(__file__).parent / "data" / "tls"
WHOLE, STREAMED = completion(), event({"content": "hi"}, "stop") + b"data: [DONE]\n\n"


@pytest.fixture(autouse=True)
def fresh(monkeypatch):
    """Certificates are read anew, and connections made anew, in each test."""
    monkeypatch.setattr(pools, "_shared", pools.Shared())
    connections.tls.cache_clear()
    yield
    connections.tls.cache_clear()


@pytest.fixture
def trusting(monkeypatch):
    """The authority of these tests counts."""
    monkeypatch.setenv("SSL_CERT_FILE", str(TLS / "authority.pem"))


def certified(name):
    """A server's side of TLS with one of the certificates."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(TLS / f"{name}.pem")
    return context


def body_for(ask):
    """An answer for a way of calling."""
    return plain(STREAMED, b"text/event-stream") if "stream" in ask.__name__ else plain(WHOLE)


def asked(ask, base, prompt="x"):
    """The answer from a server, over a gate that is closed after it."""
    model = {"route": "openai/m", "api_base": base, "api_key": "sk-of-a-test", "carrier": "direct"}
    config = {"models": {"m": model}, "defaults": {"retries": 0}}
    with llmgate.Gate.from_dict(config, environ={}) as gate:
        return ask(gate, prompt=prompt)


@pytest.mark.parametrize("host", ["127.0.0.1", "localhost"])
def test_a_server_of_a_trusted_authority(ask, host, trusting):
    """``SSL_CERT_FILE`` names the authorities."""
    with serving(answering(body_for(ask)), certified("localhost")) as server:
        assert asked(ask, server.base.replace("127.0.0.1", host)).text == "hi"


def test_an_authority_by_its_directory(ask_plain, tmp_path, monkeypatch):
    """``SSL_CERT_DIR`` names them too, each by its hash."""
    monkeypatch.delenv("SSL_CERT_FILE", raising=False)
    monkeypatch.setenv("SSL_CERT_DIR", str(tmp_path))
    shutil.copy(TLS / "authority.pem", tmp_path / "a41c258a.0")
    with serving(answering(body_for(ask_plain)), certified("localhost")) as server:
        assert asked(ask_plain, server.base).text == "hi"


def refused(ask, name):
    """What is said of a server with a certificate of this name, to which nothing may be sent."""
    with serving(answering(body_for(ask)), certified(name)) as server:
        with pytest.raises(llmgate.ApiError) as caught:
            asked(ask, server.base)
        assert server.requests == []
    assert caught.value.reason == "unavailable"
    return str(caught.value)


def test_a_server_of_an_unknown_authority(ask, monkeypatch):
    """It is refused, and nothing is sent to it; the message says why."""
    monkeypatch.delenv("SSL_CERT_FILE", raising=False)
    monkeypatch.delenv("SSL_CERT_DIR", raising=False)
    assert "unable to get local issuer certificate" in refused(ask, "localhost")


def test_a_server_with_another_s_certificate(ask, trusting):
    """A trusted authority is not enough: the certificate has to name the host."""
    assert "certificate is not valid for '127.0.0.1'" in refused(ask, "elsewhere")


def copied(source, target):
    """Hand on what one end of a tunnel sends, until it has no more."""
    try:
        while data := source.recv(65_536):
            target.sendall(data)
        target.shutdown(socket.SHUT_WR)
    except OSError:
        target.close()


def tunnel_to(port):
    """A proxy's answer to CONNECT: a tunnel, wherever it was asked to."""

    def answer(connection):
        with socket.create_connection(("127.0.0.1", port)) as far:
            connection.sendall(b"HTTP/1.1 200 Connection established\r\n\r\n")
            thread = threading.Thread(target=copied, args=(far, connection), daemon=True)
            thread.start()
            copied(connection, far)
            thread.join()

    return answer


def test_a_tunnel_through_a_proxy(ask, trusting, monkeypatch):
    """TLS is spoken with the vendor; the proxy sees where to, its own password, and no key."""
    with serving(answering(body_for(ask)), certified("localhost")) as vendor:
        port = int(vendor.base.split(":")[2].removesuffix("/v1"))
        with serving(tunnel_to(port)) as proxy:
            address = proxy.base.removesuffix("/v1").replace("//", "//user:pass@")
            monkeypatch.setenv("https_proxy", address)
            monkeypatch.setenv("no_proxy", "")
            assert asked(ask, vendor.base).text == "hi"
    assert proxy.requests[0].startswith(f"CONNECT 127.0.0.1:{port} HTTP/1.1\r\n".encode())
    assert b"proxy-authorization: basic dxnlcjpwyxnz" in proxy.requests[0].lower()
    assert b"sk-of-a-test" not in b"".join(proxy.requests)
    assert b"sk-of-a-test" in vendor.requests[0]


def test_a_proxy_that_refuses(ask, trusting, monkeypatch):
    """It is told as the proxy's refusal."""
    refusal = plain(b"no", status=b"503 Service Unavailable")
    with serving(answering(refusal, keep=False)) as proxy:
        monkeypatch.setenv("https_proxy", proxy.base.removesuffix("/v1"))
        monkeypatch.setenv("no_proxy", "")
        with pytest.raises(llmgate.ApiError, match="the proxy refused: 503") as caught:
            asked(ask, "https://vendor.example/v1")
    assert caught.value.reason == "unavailable"
