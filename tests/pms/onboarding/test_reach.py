"""The way to an address, and what each thing that lies in the way is called."""

from __future__ import annotations

import asyncio
import socket
import ssl
from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from pms.onboarding.reach import NotReached, reach


async def _listen(tls: ssl.SSLContext | None) -> AsyncIterator[int]:
    async def greet(_: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.write(b"HTTP/1.1 400 Bad Request\r\n\r\n")
        writer.close()

    server = await asyncio.start_server(greet, "127.0.0.1", 0, ssl=tls)
    yield server.sockets[0].getsockname()[1]
    server.close()
    await server.wait_closed()


@pytest.fixture
async def plain() -> AsyncIterator[int]:
    async for port in _listen(None):
        yield port


@pytest.fixture
async def self_signed(tmp_path: Path) -> AsyncIterator[int]:
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "localhost")])
    now = datetime.now(UTC)
    certificate = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(1)
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName("localhost")]), critical=False)
        .sign(key, hashes.SHA256())
    )
    file = tmp_path / "server.pem"
    file.write_bytes(
        key.private_bytes(
            serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
        )
        + certificate.public_bytes(serialization.Encoding.PEM)
    )
    tls = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    tls.load_cert_chain(file)
    async for port in _listen(tls):
        yield port


async def test_what_answers_is_reached(plain: int) -> None:
    assert (
        await reach(f"http://127.0.0.1:{plain}/api")
        == f"127.0.0.1:{plain} answers, without TLS, on this machine"
    )


async def test_a_closed_port_refuses_connections() -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
    with pytest.raises(NotReached) as failed:
        await reach(f"http://127.0.0.1:{port}/api")
    assert (failed.value.at, "refuses connections" in failed.value.found) == ("connection", True)


async def test_a_name_without_an_address_is_a_matter_of_the_name(monkeypatch: pytest.MonkeyPatch) -> None:
    async def unknown(*_: object, **__: object) -> object:
        raise socket.gaierror(socket.EAI_NONAME, "Name or service not known")

    monkeypatch.setattr(asyncio.get_running_loop(), "getaddrinfo", unknown)
    with pytest.raises(NotReached) as failed:
        await reach("https://booking.hotel.example/api")
    assert failed.value.at == "name"
    assert "booking.hotel.example" in failed.value.found


async def test_a_name_that_cannot_be_one_is_a_matter_of_the_name() -> None:
    with pytest.raises(NotReached) as failed:
        await reach(f"https://{'a' * 64}.example/api")
    assert failed.value.at == "name"


async def test_a_certificate_of_nobodys_is_not_accepted(self_signed: int) -> None:
    with pytest.raises(NotReached) as failed:
        await reach(f"https://localhost:{self_signed}/api")
    assert failed.value.at == "certificate"
    assert "self-signed certificate" in failed.value.found


async def test_https_at_a_port_of_plain_http_says_so(plain: int) -> None:
    with pytest.raises(NotReached) as failed:
        await reach(f"https://localhost:{plain}/api")
    assert failed.value.at == "certificate"
    assert "does not speak TLS" in failed.value.found


async def test_an_authority_of_ones_own_is_accepted_by_its_file(self_signed: int, tmp_path: Path) -> None:
    said = await reach(f"https://localhost:{self_signed}/api", ca_file=str(tmp_path / "server.pem"))
    assert said == f"localhost:{self_signed} answers, TLSv1.3"


async def test_a_file_of_certificates_that_is_not_there_is_named(self_signed: int, tmp_path: Path) -> None:
    with pytest.raises(NotReached, match="ca_file cannot be read"):
        await reach(f"https://localhost:{self_signed}/api", ca_file=str(tmp_path / "missing.pem"))
