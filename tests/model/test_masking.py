"""What is a credential by its shape or its name, and what is none."""

from __future__ import annotations

import json
import re
import string
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc
import pytest
from hypothesis import given
from hypothesis import strategies as st

from debt_pipelines.model.masking import (
    MASK,
    SHAPE,
    hidden,
    is_secret_name,
    masked,
    masked_command,
    sealed,
    shown_value,
)

RANDOM = "Zk3VqL8xT1mB7cNw" * 3


@pytest.mark.parametrize(
    ("text", "clean"),
    [
        ("curl https://u:secret@example.org/x -o y", "curl https://example.org/x -o y"),
        ("a ftp://secret@h/x 's3://k:s@b'", "a ftp://h/x 's3://b'"),
        ("mail ada@example.org; git clone git@host:x", "mail ada@example.org; git clone git@host:x"),
        ("psql postgres://u:p@ss@h:5432/db", "psql postgres://h:5432/db"),
        ("postgresql+psycopg://u:p/w#d@h/db", "postgresql+psycopg://h/db"),
        ("python train.py --at 3", "python train.py --at 3"),
        ("id " + "AKIA" + "Q3EGRZXN5H7CANRY.", f"id {MASK}."),
        ("ghp_" + RANDOM[:36], MASK),
        ("https://hooks.slack.com/" + "services/T0/B0/x", f"https://hooks.slack.com/services/{MASK}"),
        ("x?sv=1&sig=" + RANDOM + "%3D&e=2", f"x?sv=1&sig={MASK}&e=2"),
        ("Authorization: Bearer " + RANDOM, f"Authorization: Bearer {MASK}"),
        ("-----BEGIN RSA PRIVATE KEY-----\nab\n-----END RSA PRIVATE KEY----- after", f"{MASK} after"),
        ("-----BEGIN EC PRIVATE KEY-----\ncut off", MASK),
        ("Server=h;Password=hunter22;Database=x", f"Server=h;Password={MASK};Database=x"),
        ("a JWT eyJhbGciOiJI.eyJzdWIiOiIx.c2ln", f"a JWT {MASK}"),
        ("data/token=abcd/part.csv", "data/token=abcd/part.csv"),
        ("basic training of a bearer", "basic training of a bearer"),
        ("password=${SECRET}&x", "password=${SECRET}&x"),
    ],
)
def test_what_has_the_shape_of_a_credential(text: str, clean: str) -> None:
    assert masked(text) == clean
    assert masked(masked(text)) == masked(text)


@pytest.mark.parametrize(
    ("command", "clean"),
    [
        ("t.py --token abc --api-key=zz --tokenizer bert", "t.py --token *** --api-key=*** --tokenizer bert"),
        ("PASSWORD='a b' MY_TOKEN=x python a.py", "PASSWORD=*** MY_TOKEN=*** python a.py"),
        ("curl -u me:pw https://x", "curl -u me:*** https://x"),
        ("t.py --token $TOKEN --password ${P}", "t.py --token $TOKEN --password ${P}"),
        ("echo the password is fine", "echo the password is fine"),
        ("train --max-tokens 512 --secret-name x", "train --max-tokens 512 --secret-name x"),
    ],
)
def test_what_is_given_to_a_command_as_a_secret(command: str, clean: str) -> None:
    assert masked_command(command) == clean


@pytest.mark.parametrize(
    ("name", "is_secret"),
    [
        *((name, True) for name in ("db.password", "aws_secret_access_key", "apiKey", "dbPassword", "webhook_url")),
        *((name, False) for name in ("key", "primary_key", "tokenizer", "max_tokens", "nosecret", "path", "keyword")),
    ],
)
def test_names_of_secrets(name: str, is_secret: bool) -> None:
    assert is_secret_name(name) is is_secret


def test_secrets_are_hidden_at_any_depth() -> None:
    value = {"db": {"password": "p", "port": 1}, "tokens": [1], "api_key": ["a", ""], "on": True}
    assert hidden(value) == {"db": {"password": MASK, "port": 1}, "tokens": [1], "api_key": [MASK, ""], "on": True}
    assert shown_value({"url": "https://u:p@h", "token": "x"}) == {"url": "https://h", "token": MASK}


def test_sealed_secrets_can_be_compared() -> None:
    one, other = sealed("old", "password"), sealed("new", "password")
    assert one != other
    assert sealed("old", "token") == one == sealed(one, "password")
    assert sealed(7, "password") == sealed(7.0, "password") == sealed("7", "password")
    assert "old" not in one
    assert sealed("${NAME}", "password") == "${NAME}"
    assert sealed({"password": "old", "a": 1}) == {"password": one, "a": 1}


@given(st.text(st.sampled_from(string.printable + "éñ\u2028"), max_size=80))
def test_any_text_can_be_masked_and_both_engines_agree(text: str) -> None:
    assert isinstance(masked(text), str)
    assert pc.match_substring_regex(pa.array([text]), SHAPE).to_pylist() == [re.search(SHAPE, text) is not None]


@given(
    st.recursive(
        st.text() | st.integers() | st.none(), lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner)
    ),
    st.sampled_from(["https://u:p@h", "-----BEGIN PRIVATE KEY-----\nx", "sig=a&password=" + RANDOM]),
)
def test_a_document_stays_one_when_its_text_is_masked(value: Any, secret: str) -> None:
    """Tables keep documents as JSON; what masks them must leave JSON."""
    text = json.dumps({"a": value, "b": [secret, "c"]})
    assert json.loads(masked(text))["b"][1] == "c"
