"""Passwords: what is accepted, and what a check costs."""

from __future__ import annotations

import asyncio

import pytest

from console.passwords import MAX_LENGTH, Passwords, one_time_password, weakness


@pytest.mark.parametrize(
    "password",
    ["a quiet room with a view", "contraseña-segura", "パスワードは長いほうがいい", "Tr0ub4dor&3xyz"],
)
def test_long_and_varied_passwords_are_welcome(password: str) -> None:
    assert weakness(password, name="ana") is None


@pytest.mark.parametrize(
    "password",
    ["", "short", "aaaabbbbaaaa", "123456789012", "210987654321", "abcdefghijkl", "QwertyUiopAs", "x" * 300],
)
def test_short_and_obvious_passwords_are_not(password: str) -> None:
    assert weakness(password, name="ana") is not None


def test_the_own_name_is_no_password() -> None:
    assert weakness("Maria Fernanda", name="maria fernanda") is not None


def test_one_time_passwords_are_random_and_without_look_alikes() -> None:
    made = {one_time_password() for _ in range(200)}
    assert len(made) == 200
    assert not set("".join(made)) & set("01ilo")
    assert all(weakness(one, name="admin") is None for one in made)


async def test_checking_never_raises(quick_passwords: Passwords) -> None:
    kept = await quick_passwords.hash("a quiet room with a view")
    assert await quick_passwords.matches("a quiet room with a view", kept)
    for given, against in (
        ("wrong", kept),
        ("", kept),
        ("x" * (MAX_LENGTH + 1), kept),
        ("a", "not a hash"),
        ("a", None),
    ):
        assert not await quick_passwords.matches(given, against)


async def test_the_event_loop_goes_on_while_a_password_is_checked() -> None:
    """With full-strength argon2: other guests and staff are not held up by a sign-in."""
    passwords = Passwords()
    checking = asyncio.create_task(passwords.hash("a quiet room with a view"))
    turns = 0
    while not checking.done():
        await asyncio.sleep(0)
        turns += 1
    assert turns > 10
