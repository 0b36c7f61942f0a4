"""What counts as data work in the shell, and what does not."""

from __future__ import annotations

import pytest

from debt_pipelines.facts.shell_glue import glue_of


@pytest.mark.parametrize(
    ("command", "glue"),
    [
        ("curl -fsSL https://a.org/x.gz -o x.gz", "downloads with `curl`"),
        ("mkdir -p d && wget -q https://a.org/x.zip && unzip x.zip", "downloads with `wget`"),
        ("time aria2c https://a.org/x", "downloads with `aria2c`"),
        ("bash -c 'curl https://a.org/x > x'", "downloads with `curl`"),
        ("aws --profile=p s3 cp s3://bucket/x x", "transfers data with `aws s3 cp`"),
        ("gsutil -m rsync gs://bucket/x x", "transfers data with `gsutil rsync`"),
        ("kaggle competitions download -c plates", "transfers data with `kaggle competitions download`"),
        ("scp host:x x", "transfers data with `scp`"),
        ("sed 's/,/;/' a.csv | awk '{print $1}' > b.csv", "filters with `sed` and `awk`"),
        ("cat a.csv | cut -d, -f1 | sort | uniq > b.csv", "filters with `cut`, `sort` and `uniq`"),
        ("jq .items a.json > b.json", "filters with `jq`"),
        ("sed -i.bak 's/a/b/' a.csv", "filters with `sed`"),
        ("grep -v '^#' a.csv | python load.py", "filters with `grep`"),
        ("curl https://a.org/x | gunzip | sort > x", "downloads with `curl` and filters with `sort`"),
        (
            "python -c \"import pandas as pd; d = pd.read_csv('a'); d = d[d.x > 0]; d.to_csv('b')\"",
            "holds code for `python`",
        ),
        ("python3 - <<EOF\nimport x\nx.run()\nEOF", "holds code for `python`"),
        ("psql -c 'COPY orders TO STDOUT' > x.csv", "holds SQL for `psql`"),
        ('sqlite3 x.db "SELECT * FROM t" > x.csv', "holds SQL for `sqlite3`"),
        ("duckdb <<EOF\nSELECT 1;\nSELECT 2;\nEOF", "holds SQL for `duckdb`"),
    ],
)
def test_data_work(command: str, glue: str) -> None:
    assert glue_of(command) == glue


@pytest.mark.parametrize(
    "command",
    [
        "python train.py",
        "mkdir -p out && cd out && export A=b && echo done > marker && cp a.csv b.csv",
        "tar xzf a.tgz && unzip b.zip && gunzip c.gz",
        "python train.py 2>&1 | tee train.log",
        "python train.py | grep -v WARNING",
        "python train.py | grep loss > train.log",
        "python train.py | tail -n 5 > /dev/null",
        "grep -q ready status.txt && python train.py",
        "head -n 3 a.csv",
        "python train.py --sort --filter 'a | sort > b'",
        "curl -X POST https://hooks.org/done -d ok",
        "curl -s https://a.org/ping > /dev/null",
        "aws s3 ls s3://bucket",
        "python -c 'from src.train import main; main()'",
        "Rscript -e \"rmarkdown::render('report.Rmd', output_file = 'out/report.html')\"",
        "psql -f load.sql",
        "python src/curl.py | cat",
        "dvc dag --md > dag.md",
        "curl 'unclosed",
        "",
    ],
)
def test_no_data_work(command: str) -> None:
    assert glue_of(command) is None
