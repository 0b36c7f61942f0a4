"""A repository in which every place that may hold a credential or a personal value holds one of its own.

No canary stands in this file as it is planted: they are put together here, so that no scanner of secrets finds any.
"""

from __future__ import annotations

import base64
import hashlib
import json
import string
from collections.abc import Callable, Mapping
from pathlib import Path

from tests.outputs.hostile import hostile_files

LETTERS = string.ascii_letters + string.digits


def _random(name: str, length: int) -> str:
    """Letters and digits that look random, and are the same in every run."""
    digest = "".join(hashlib.sha512(f"{name} {n}".encode()).hexdigest() for n in range(4))
    return "".join(LETTERS[int(digest[2 * n : 2 * n + 2], 16) % len(LETTERS)] for n in range(length))


def _jwt(name: str) -> str:
    parts = (json.dumps(part).encode() for part in ({"alg": "HS256", "typ": "JWT"}, {"sub": name, "iat": 1}))
    head, body = (base64.urlsafe_b64encode(part).decode().rstrip("=") for part in parts)
    return f"{head}.{body}.{_random(name, 43)}"


def _pat(name: str) -> str:
    return "ghp_" + _random(name, 36)


SECRETS: dict[str, str] = {
    "password of a DVC remote": _random("dvc password", 18),
    "user of a DVC remote": _random("dvc url", 18),
    "local configuration of DVC": _random("dvc local", 40),
    "remote of git": _pat("git remote"),
    "source in the settings": _random("literal source", 16),
    "environment of a source": _random("source environment", 16) + "/#?",
    "environment of the history": _random("history environment", 16),
    "output of a notebook": _jwt("notebook"),
    "cell of a notebook": _pat("cell"),
    "parameter by its name": _random("param", 20),
    "parameter by its shape": "sk_" + "live_" + _random("stripe", 24),
    "option of a command": _random("option", 24),
    "user of a command": _random("curl", 20),
    "parameter of a lock": _random("lock param", 20),
    "command of a lock": _random("lock option", 24),
    "Python, AWS key": "AKIA" + _random("aws id", 16).upper(),
    "Python, AWS secret": _random("aws secret", 40),
    "Python, address": _random("python dsn", 20),
    ".env": _random("dotenv", 30),
    "workflow, environment": _pat("workflow"),
    "workflow, command": _random("workflow option", 24),
    "workflow, webhook": "T" + _random("slack", 9).upper() + "/B" + _random("slack 2", 9).upper(),
    "dbt profile": _random("dbt", 20),
    "set of a check": "glpat-" + _random("suite", 20),
    "message of a commit": _pat("message"),
    "instance of Dagster": _random("dagster", 20),
    "run config of Dagster": "xoxb-" + _random("run config", 30),
    "server of a contract": _random("odcs", 20),
    "address of a Croissant": _random("croissant", 44),
    "name of a file": _pat("file name"),
    "private key": _random("private key", 64),
    "index of packages": _random("index", 20),
    "import of DVC": _random("import", 20),
    "description of a column": _random("bearer", 32),
    "value of a column": "AKIA" + _random("column", 16).upper(),
    "column by its name": _random("api key", 24),
    "password beside an address": _random("mail password", 16),
}
"""What must never be seen again, by where it is planted."""

PERSONAL: dict[str, str] = {
    "address of mail": "wilhelmina.canary@zebrafinch.example",
    "address among others": "rare.bird@zebrafinch.example",
    "national number": "536-90-4399",
    "card": "4539578763621486",
    "family name": "Canarywood",
    "first name": "Wilhelmina",
    "phone": "+41 44 668 18 99",
}
"""Personal values of a table."""

SOURCES: dict[str, dict[str, object]] = {
    "literal": {"url": f"postgresql://svc:{SECRETS['source in the settings']}@127.0.0.1:1/shop"},
    "environment": {"url": "postgresql://svc:${CANARY_PASSWORD}@127.0.0.1:1/shop"},
    "token": {"url": f"https://127.0.0.1:1/x.csv?token={SECRETS['source in the settings']}"},
    "header": {"url": "https://svc:${CANARY_PASSWORD}@127.0.0.1:1/x.csv"},
}
"""Sources of settings that nobody answers at."""


def plant(root: Path, git: Callable[..., str], commit: Callable[[Path, Mapping[str, str]], str]) -> None:
    """Make the repository."""
    root.mkdir()
    git(root, "init", "--quiet", "--initial-branch=main")
    first = {**_pipeline(), **_tables(), **_declared(), **_code()}
    commit(root, {**first, "dvc.lock": _lock(n=1), "data/people.csv": _people(30), **hostile_files()})
    commit(root, {"dvc.lock": _lock(n=2), "data/people.csv": _people(40)})
    git(root, "commit", "--quiet", "--allow-empty", "--message", f"Use {SECRETS['message of a commit']}")
    git(root, "remote", "add", "origin", f"https://x-access-token:{SECRETS['remote of git']}@git.example/a/b.git")
    (root / ".dvc/config.local").write_text(_dvc("local configuration of DVC"))
    (root / ".env").write_text(f"DATABASE_PASSWORD={SECRETS['.env']}\n")


def _dvc(name: str) -> str:
    return f"['remote \"main\"']\n    password = {SECRETS[name]}\n"


def _pipeline() -> dict[str, str]:
    remote = f"https://svc:{SECRETS['user of a DVC remote']}@store.example/dvc"
    command = (
        f"python train.py --token {SECRETS['option of a command']} && "
        f"curl -u svc:{SECRETS['user of a command']} https://x.example"
    )
    return {
        ".dvc/config": f"[core]\n    remote = main\n['remote \"main\"']\n    url = {remote}\n"
        + _dvc("password of a DVC remote").partition("\n")[2],
        ".dvc/.gitignore": "/config.local\n/cache\n",
        ".gitignore": ".env\n",
        "dvc.yaml": json.dumps(
            {
                "stages": {
                    "train": {
                        "cmd": command,
                        "deps": ["train.py", "data/people.csv", "data/gone.csv"],
                        "params": ["db.password", "payment", "rate"],
                        "outs": ["model.pkl"],
                    }
                }
            },
            indent=1,
        ),
        "params.yaml": f"db:\n  password: {SECRETS['parameter by its name']}\npayment: "
        f"{SECRETS['parameter by its shape']}\nrate: 2\n",
        "other/params.yaml": f"db:\n  password: {SECRETS['password beside an address']}\npayment: other\nrate: 3\n",
        "data/raw.csv.dvc": "deps:\n- path: raw.csv\n  repo:\n    url: https://svc:"
        f"{SECRETS['import of DVC']}@git.example/data.git\nouts:\n- md5: {'a' * 32}\n  path: raw.csv\n",
    }


def _lock(*, n: int) -> str:
    entry = {
        "cmd": f"python train.py --api-key {SECRETS['command of a lock']} --n {n}",
        "deps": [{"path": "train.py", "md5": f"{n}" * 32, "size": 1}],
        "params": {"params.yaml": {"db.password": SECRETS["parameter of a lock"], "payment": "old", "rate": n}},
        "outs": [{"path": "model.pkl", "md5": f"{n + 4}" * 32, "size": 3}],
    }
    return json.dumps({"schema": "2.0", "stages": {"train": entry}}, indent=1)


def _people(n_rows: int) -> str:
    rows = ["id,email,ssn,card_number,first_name,last_name,phone,note,api_key,amount"]
    for n in range(n_rows):
        is_canary = n % 7 == 3
        own = PERSONAL if is_canary else {}
        number = _ssn(n)
        rows.append(
            ",".join(
                (
                    str(n),
                    own.get("address of mail", f"person{n}@zebrafinch.example"),
                    own.get("national number", number),
                    own.get("card", _card(n)),
                    own.get("first name", f"Ada{chr(97 + n % 26)}"),
                    own.get("family name", f"Lovelace{chr(97 + n % 26)}"),
                    f'"{own.get("phone", f"+41 44 668 18 {n:02}")}"',
                    PERSONAL["address among others"]
                    if n % 9 == 1
                    else SECRETS["value of a column"]
                    if is_canary
                    else "-",
                    SECRETS["column by its name"],
                    str(n * 3),
                )
            )
        )
    return "\n".join(rows) + "\n"


def _ssn(n: int) -> str:
    return f"{400 + n}-{10 + n % 80}-{2000 + 7 * n}"


def _card(n: int) -> str:
    """A number with the check digit of a card."""
    digits = f"45395787{n:07}"
    total = sum(
        int(digit) * 2 // 10 + int(digit) * 2 % 10 if at % 2 == 0 else int(digit) for at, digit in enumerate(digits)
    )
    return digits + str(-total % 10)


def _tables() -> dict[str, str]:
    name = SECRETS["name of a file"]
    return {
        f"data/{name}.csv": "id,amount\n" + "".join(f"{n},{n * n}\n" for n in range(40)),
        "data/notes.csv": "id,text\n" + "".join(f"{n},word{n % 5}\n" for n in range(40)),
    }


def _declared() -> dict[str, str]:
    sets = {"column": "text", "value_set": [SECRETS["set of a check"], "word0"]}
    suite = {
        "name": "notes",
        "expectations": [{"type": "expect_column_values_to_be_in_set", "kwargs": sets}],
        "meta": {"dataset": "data/notes.csv"},
    }
    sas = f"https://acc.blob.core.windows.net/c/x.csv?sv=2022-11-02&sig={SECRETS['address of a Croissant']}%3D"
    croissant = {
        "@context": {"@vocab": "https://schema.org/", "cr": "http://mlcommons.org/croissant/"},
        "@type": "sc:Dataset",
        "conformsTo": "http://mlcommons.org/croissant/1.0",
        "name": "people",
        "distribution": [{"@type": "cr:FileObject", "@id": "x", "name": "x", "contentUrl": sas}],
    }
    contract = (
        "apiVersion: v3.0.0\nkind: DataContract\nid: people\nname: people\nversion: 1.0.0\nstatus: active\nservers:\n"
        "- server: main\n  type: postgres\n  location: postgres://svc:"
        f"{SECRETS['server of a contract']}@db.example/shop\n"
        "schema:\n- name: people\n  physicalName: data/people.csv\n  properties:\n"
        "  - name: id\n    logicalType: integer\n"
    )
    dictionary = (
        "# Data dictionary of data/notes.csv\n\n| column | type | description |\n|---|---|---|\n"
        "| id | integer | the number |\n"
        f"| text | string | ask with Authorization: Bearer {SECRETS['description of a column']} |\n"
    )
    return {
        "gx/expectations/notes.json": json.dumps(suite),
        "croissant.json": json.dumps(croissant),
        "contract.odcs.yaml": contract,
        "docs/data_dictionary.md": dictionary,
        "profiles.yml": "shop:\n  target: dev\n  outputs:\n    dev:\n      type: postgres\n      host: db.example\n"
        f"      user: svc\n      password: {SECRETS['dbt profile']}\n      dbname: shop\n      schema: public\n",
        "dbt_project.yml": "name: shop\nversion: '1.0'\nprofile: shop\n",
        "dagster.yaml": "storage:\n  postgres:\n    postgres_url: postgresql://svc:"
        f"{SECRETS['instance of Dagster']}@db.example/dagster\n",
        "run_config.yaml": f"ops:\n  notify:\n    config:\n      token: {SECRETS['run config of Dagster']}\n",
        "requirements.txt": f"--index-url https://svc:{SECRETS['index of packages']}@index.example/simple\npandas\n",
    }


def _code() -> dict[str, str]:
    dsn = f"postgresql://svc:{SECRETS['Python, address']}@db.example/shop"
    notebook = {
        "cells": [
            {
                "cell_type": "code",
                "metadata": {},
                "execution_count": 1,
                "source": [
                    "import pandas as pd\n",
                    f'TOKEN = "{SECRETS["cell of a notebook"]}"\n',
                    "pd.read_csv('data/people.csv')",
                ],
                "outputs": [{"output_type": "stream", "name": "stdout", "text": [SECRETS["output of a notebook"]]}],
            }
        ],
        "metadata": {"kernelspec": {"name": "python3", "display_name": "Python 3", "language": "python"}},
        "nbformat": 4,
        "nbformat_minor": 5,
    }
    script = (
        "import pandas as pd\n\n"
        f'AWS_ACCESS_KEY_ID = "{SECRETS["Python, AWS key"]}"\n'
        f'AWS_SECRET_ACCESS_KEY = "{SECRETS["Python, AWS secret"]}"\n'
        f'people = pd.read_sql_table("people", "{dsn}")\n'
        f'local = pd.read_csv("/home/ada/{SECRETS["name of a file"]}/x.csv?password={SECRETS["Python, address"]}")\n'
        f"# TODO ask ada@zebrafinch.example, password {SECRETS['password beside an address']}\n"
        'people[people["amount"] > 17.5].to_csv("data/out.csv")\n'
    )
    workflow = (
        "on: push\njobs:\n  train:\n    runs-on: ubuntu-latest\n    env:\n"
        f"      GITHUB_TOKEN: {SECRETS['workflow, environment']}\n    steps:\n"
        f"    - run: MY_TOKEN={SECRETS['workflow, command']} dvc repro\n"
        f"    - run: curl -d x https://hooks.slack.com/services/{SECRETS['workflow, webhook']}"
        f"/{_random('slack 3', 24)}\n"
    )
    block = "-----BEGIN RSA PRIVATE KEY-----\n{}\n-----END RSA PRIVATE KEY-----".format(SECRETS["private key"])
    return {
        "train.py": script,
        "explore.ipynb": json.dumps(notebook, indent=1),
        ".github/workflows/train.yml": workflow,
        "deploy/key.pem": block + "\n",
        "deploy/params.yaml": "signing: |\n  " + block.replace("\n", "\n  ") + "\nrate: 4\n",
    }
