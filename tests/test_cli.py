"""The command line: each command works, each mistake ends in one plain sentence and the contract's exit code."""

from __future__ import annotations

import io
import json
import pathlib
import subprocess
import sys
from collections.abc import Callable, Mapping
from typing import Any, NamedTuple

import pytest

from marsad import __version__
from marsad.cli import main

REPORT = "قُتل جنديان وأصيب ثالث بانفجار لغم في سيارتهم على طريق حقل العمر، أمس الاثنين، وفق مصدر محلي."


class Done(NamedTuple):
    code: int
    out: str
    err: str


Run = Callable[..., Done]


@pytest.fixture
def run(monkeypatch: pytest.MonkeyPatch, tmp_path: pathlib.Path) -> Run:
    """``marsad …`` in an empty folder of its own."""
    monkeypatch.chdir(tmp_path)
    for name in ("MARSAD_DATABASE", "MARSAD_STORE", "DISPLAY", "WAYLAND_DISPLAY"):
        monkeypatch.delenv(name, raising=False)

    def call(*words: object, stdin: bytes = b"") -> Done:
        out, err = io.TextIOWrapper(io.BytesIO(), encoding="utf-8", write_through=True), io.StringIO()
        monkeypatch.setattr(sys, "argv", ["marsad", *map(str, words)])
        monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(stdin), encoding="utf-8"))
        monkeypatch.setattr(sys, "stdout", out)
        monkeypatch.setattr(sys, "stderr", err)
        with pytest.raises(SystemExit) as end:
            main()
        return Done(int(end.value.code or 0), out.buffer.getvalue().decode(), err.getvalue())  # type: ignore[attr-defined]

    return call


@pytest.fixture
def report(tmp_path: pathlib.Path) -> pathlib.Path:
    path = tmp_path / "report.txt"
    path.write_text(REPORT, encoding="utf-8")
    return path


def sentence(done: Done, code: int, *words: str) -> None:
    """One plain sentence on stderr with these words in it, no traceback, nothing on stdout."""
    assert done.code == code, done
    assert done.err.startswith("marsad: ") and done.err.count("\n") == 1, done.err
    assert "Traceback" not in done.err
    for word in words:
        assert word in done.err, done.err


# ---- wrong usage


@pytest.mark.parametrize(
    ("words", "named"),
    [
        (["extract", "--no-such"], "--no-such"),
        (["extract"], "PATH"),
        (["nosuch"], "nosuch"),
        (["extract", "x", "--published", "أمس"], "--published"),
        (["extract", "x", "--published", "2021-02-31"], "--published"),
        (["extract", "x", "--format", "xml"], "--format"),
        (["export", "xml"], "FORMAT"),
        (["serve", "--port", "99999"], "--port"),
    ],
)
def test_wrong_usage_names_the_option_and_exits_2(run: Run, words: list[str], named: str) -> None:
    sentence(run(*words), 2, named, "--help")


# ---- bad input


def test_a_missing_file(run: Run) -> None:
    sentence(run("extract", "none.txt"), 1, "none.txt", "no such file")


def test_an_empty_file(run: Run, tmp_path: pathlib.Path) -> None:
    (tmp_path / "empty.txt").touch()
    sentence(run("extract", "empty.txt"), 1, "empty.txt", "is empty")


def test_a_binary_file(run: Run, tmp_path: pathlib.Path) -> None:
    (tmp_path / "b.txt").write_bytes(bytes(range(256)) * 10)
    sentence(run("extract", "b.txt"), 1, "b.txt", "binary")


def test_a_folder_without_reports(run: Run, tmp_path: pathlib.Path) -> None:
    (tmp_path / "folder").mkdir()
    sentence(run("extract", "folder"), 1, "folder", "no reports")


def test_a_wrong_encoding_is_read_all_the_same(run: Run, tmp_path: pathlib.Path) -> None:
    (tmp_path / "old.txt").write_bytes(REPORT.replace("\u064f", "").encode("cp1256"))
    done = run("extract", "old.txt", "--documents", "docs.jsonl")
    assert done.code == 0 and "حقل العمر" in json.loads((tmp_path / "docs.jsonl").read_text(encoding="utf-8"))["text"]


def test_a_broken_line_is_named_and_the_good_ones_are_written(run: Run, tmp_path: pathlib.Path) -> None:
    good = json.dumps({"id": "g", "text": REPORT, "published": "2021-02-23"}, ensure_ascii=False)
    (tmp_path / "r.jsonl").write_text(f"{good}\n{{oops\n", encoding="utf-8")
    done = run("extract", "r.jsonl", "-o", "claims.jsonl")
    sentence(done, 1, "r.jsonl:2", "not JSON")
    assert {json.loads(line)["file"] for line in (tmp_path / "claims.jsonl").read_text(encoding="utf-8").splitlines()} == {"g"}


def test_another_language_is_kept_marked_and_gives_no_claims(run: Run, tmp_path: pathlib.Path) -> None:
    (tmp_path / "en.txt").write_text("Two soldiers were killed by a landmine on the road to the oil field on Monday.", encoding="utf-8")
    done = run("extract", "en.txt", "--documents", "docs.jsonl")
    assert done == (0, "", "")
    kept = json.loads((tmp_path / "docs.jsonl").read_text(encoding="utf-8"))
    assert (kept["language"], kept["flags"]) == ("en", ["not_arabic"])


def test_a_huge_text_is_refused_and_not_read_whole(run: Run, tmp_path: pathlib.Path) -> None:
    with (tmp_path / "huge.txt").open("wb") as file:
        file.write((REPORT + "\n").encode() * 120_000)
        file.truncate(2**38)  # a hole: more than any memory holds
    sentence(run("extract", "huge.txt"), 1, "huge.txt", "MB", "JSON Lines")


def test_broken_metadata(run: Run, report: pathlib.Path, tmp_path: pathlib.Path) -> None:
    (tmp_path / "meta.jsonl").write_text("{\n", encoding="utf-8")
    sentence(run("extract", report, "--metadata", "meta.jsonl"), 1, "meta.jsonl:1")
    sentence(run("extract", report, "--metadata", "none.jsonl"), 1, "none.jsonl")


def test_an_output_that_cannot_be_written(run: Run, report: pathlib.Path) -> None:
    sentence(run("extract", report, "-o", "no/such/folder/x.jsonl"), 1, "no/such/folder/x.jsonl")


def test_a_misspelt_setting(run: Run, report: pathlib.Path, tmp_path: pathlib.Path) -> None:
    (tmp_path / "marsad.toml").write_text('databse = "x"\n', encoding="utf-8")
    sentence(run("ingest", report), 1, "marsad.toml", "databse")


def test_no_ledger_yet(run: Run) -> None:
    for words in (["show"], ["link"], ["export", "csv"]):
        sentence(run(*words), 1, "marsad.db", "no such ledger")


def test_an_unknown_incident(run: Run, report: pathlib.Path) -> None:
    run("ingest", report)
    sentence(run("show", "i_none"), 1, "i_none")


def test_debug_shows_the_traceback(monkeypatch: pytest.MonkeyPatch) -> None:
    from marsad.ledger import LedgerError

    monkeypatch.setattr(sys, "argv", ["marsad", "show", "--db", "sqlite:////no/folder/x.db", "--debug"])
    with pytest.raises(LedgerError):
        main()


# ---- the commands


def test_extract_to_stdout_and_to_a_file(run: Run, report: pathlib.Path, tmp_path: pathlib.Path) -> None:
    shown = run("extract", report, "--published", "2021-02-23")
    assert shown.code == 0 and shown.err == ""
    run("extract", report, "--published", "2021-02-23", "-o", "claims.jsonl")
    assert (tmp_path / "claims.jsonl").read_text(encoding="utf-8") == shown.out
    assert [p.name for p in tmp_path.glob(".*.part")] == []
    claims = [json.loads(line) for line in shown.out.splitlines()]
    assert claims and all(c["file"] == "report.txt" for c in claims)
    assert all(REPORT[slice(*q["span"])] == q["text"] for c in claims for q in c["evidence"])


@pytest.mark.parametrize("format", ["csv", "geojson"])
def test_extract_in_other_formats(run: Run, report: pathlib.Path, format: str) -> None:
    done = run("extract", report, "--format", format)
    assert done.code == 0 and "c_" in done.out
    if format == "geojson":
        assert json.loads(done.out)["type"] == "FeatureCollection"


def test_extract_from_stdin(run: Run) -> None:
    assert {json.loads(line)["file"] for line in run("extract", "-", stdin=REPORT.encode()).out.splitlines()} == {"-"}


def test_metadata_reaches_the_claims(run: Run, report: pathlib.Path, tmp_path: pathlib.Path) -> None:
    (tmp_path / "meta.jsonl").write_text('{"file": "report.txt", "published": "2021-02-23", "outlet": "نشرة"}\n', encoding="utf-8")
    run("extract", report, "--metadata", "meta.jsonl", "--published", "2019-01-01", "--documents", "docs.jsonl")
    kept = json.loads((tmp_path / "docs.jsonl").read_text(encoding="utf-8"))
    assert (kept["published"], kept["outlet"]) == ("2021-02-23", "نشرة")


def test_the_whole_line_twice(run: Run, report: pathlib.Path) -> None:
    first = run("ingest", report, "--published", "2021-02-23")
    assert first.code == 0 and "1 inputs: 1 stored, 0 duplicate" in first.out
    assert "0 stored, 1 duplicate" in run("ingest", report, "--published", "2021-02-23").out
    linked = run("link")
    assert linked.code == 0 and linked == run("link")
    table = run("show").out.splitlines()
    incident = table[2].split()[0]
    assert table[0].startswith("incident") and incident.startswith("i_")
    dossier = run("show", incident).out
    assert incident in dossier and "«" in dossier and "report.txt" in dossier
    assert json.loads(run("show", incident, "--json").out)["id"] == incident
    for format in ("jsonl", "claims", "csv", "geojson"):
        done = run("export", format, "-o", f"out.{format}")
        assert done == (0, "", ""), format
    assert json.loads(pathlib.Path("out.claims").read_text(encoding="utf-8").splitlines()[0])["incident"] == incident


def test_verify_finds_a_changed_bit_anywhere(run: Run, report: pathlib.Path, tmp_path: pathlib.Path) -> None:
    import sqlite3

    (tmp_path / "r.jsonl").write_text(json.dumps({"id": "r", "text": REPORT + " \x01"}) + "\n", encoding="utf-8")
    run("ingest", report, "r.jsonl")
    good = run("verify")
    assert good.code == 0 and good.out.startswith("2 documents")
    (kept, *_) = [p for p in (tmp_path / "marsad-store").rglob("*") if p.is_file()]
    raw = kept.read_bytes()
    kept.write_bytes(raw[:-1] + bytes([raw[-1] ^ 1]))
    sentence(run("verify"), 1, "d_", "have been changed")
    kept.write_bytes(raw)
    with sqlite3.connect("marsad.db") as c:
        c.execute("UPDATE document SET text = replace(text, 'جنديان', 'شرطيان') WHERE file = 'r'")
    done = run("verify")
    assert done.code == 1 and "not what its bytes give" in done.err and "does not stand at" in done.err


def test_ingest_names_what_it_could_not_read(run: Run, report: pathlib.Path) -> None:
    done = run("ingest", report, "none.txt")
    assert done.code == 1 and "2 inputs: 1 stored, 0 duplicate, 1 rejected" in done.out
    assert done.err == "marsad: none.txt: no such file or folder.\n"


def test_explain_prints_mentions_with_spans_and_rules(run: Run) -> None:
    done = run("explain", "قتل ثلاثة جنود في مدينة حلب يوم 3 آذار 2021")
    assert done.code == 0
    for part in ("number", "«ثلاثة»", "time", "2021-03-03", "place", "actor"):
        assert part in done.out, done.out


def test_explain_lines_answers_in_order_and_names_a_broken_line(run: Run) -> None:
    lines = [{"id": 1, "text": "قتل خمسة", "published": "2021-01-02"}, {"id": "b", "text": ""}, {"id": 3, "text": "أمس", "published": "2021-01-02"}]
    stdin = "\n".join(json.dumps(line, ensure_ascii=False) for line in lines).encode()
    done = run("explain", "--jsonl", stdin=stdin)
    answers = [json.loads(line) for line in done.out.splitlines()]
    assert (done.code, [a["id"] for a in answers]) == (0, [1, "b", 3])
    assert any(m["kind"] == "number" and m["value"] == 5 for m in answers[0]["mentions"])
    assert any(m["kind"] == "time" and m["from"] == "2021-01-01" for m in answers[2]["mentions"])
    broken = run("explain", "--jsonl", stdin=b'{"id": 1, "text": "x"}\n{oops\n')
    assert broken.code == 1 and "line 2" in broken.err and len(broken.out.splitlines()) == 1


def test_evaluate_prints_the_table(run: Run, tmp_path: pathlib.Path) -> None:
    event = {"id": "e1", "type": "explosive", "kind": "incident", "evidence": [REPORT[:40]], "tolls": [], "sources": []}
    (tmp_path / "gold").mkdir()
    annotation = {"doc": {"id": "x", "text": REPORT, "published": "2021-02-23", "publisher": "نشرة"}, "events": [event]}
    (tmp_path / "gold" / "x.json").write_text(json.dumps(annotation), encoding="utf-8")
    done = run("evaluate", "gold")
    assert done.code == 0 and done.out.splitlines()[1].split()[0] == "events" and done.out.splitlines()[-1].startswith("facts")
    (tmp_path / "claims.jsonl").write_text(json.dumps({**event, "file": "x.txt"}) + "\n", encoding="utf-8")
    assert json.loads(run("evaluate", "gold", "claims.jsonl", "--json").out)["events"]["f1"] == 1.0


def test_evaluate_without_gold(run: Run, tmp_path: pathlib.Path) -> None:
    sentence(run("evaluate", "none"), 1, "none")
    sentence(run("evaluate", tmp_path), 1, "no annotated reports")
    (tmp_path / "x.json").write_text("{", encoding="utf-8")
    sentence(run("evaluate", tmp_path), 1, "x.json")


def test_demo_ends_with_incidents(run: Run, tmp_path: pathlib.Path) -> None:
    done = run("demo", "--no-serve")
    assert done.code == 0, done.err
    assert "i_" in done.out and "rejected" in done.out
    assert (tmp_path / "demo" / "marsad.db").exists()
    assert "0 stored" in run("demo", "--no-serve").out


@pytest.mark.parametrize(("table", "query", "id_"), [("actors", "روسيا", "russia"), ("sources", "رويترز", "reuters"), ("places", "حلب", "SY")])
def test_tables_can_be_searched(run: Run, table: str, query: str, id_: str) -> None:
    done = run(table, query)
    assert done.code == 0 and id_ in done.out


def test_date_tells_when_and_what_says_so(run: Run, report: pathlib.Path) -> None:
    assert "2021-02-23 (by option)" in run("date", report, "--published", "2021-02-23").out
    told = json.loads(run("date", report, "--published", "2021-02-23", "--json").out)
    assert (told["file"], told["published"], told["by"]) == ("report.txt", "2021-02-23", "option")


def test_serve_refuses_a_port_in_use(run: Run) -> None:
    import socket

    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        sentence(run("serve", "--port", taken.getsockname()[1]), 1, "--port")


# ---- as a program


def program(*words: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run([sys.executable, "-m", "marsad.cli", *words], capture_output=True, text=True, timeout=300)


HEAVY = {"sqlalchemy", "alembic", "pydantic", "fastapi", "jinja2", "uvicorn", "numpy", "shapely", "lxml", "trafilatura", "babel", "yaml", "re2", "rich"}


def test_help_loads_nothing_heavy_and_names_every_command() -> None:
    done = program("--help")
    assert done.returncode == 0
    told = "import sys, marsad.cli\ntry: marsad.cli.main()\nfinally: print(*(m for m in sys.modules if '.' not in m), file=sys.stderr)"
    loaded = subprocess.run([sys.executable, "-c", told, "--help"], capture_output=True, text=True, timeout=300).stderr.split()
    assert "marsad" in loaded and not HEAVY & set(loaded)
    for command in ("extract", "ingest", "link", "show", "export", "serve", "evaluate", "explain", "demo", "date", "verify", "actors", "places", "sources", "reread", "backup", "restore", "changes"):
        assert f"  {command} " in done.stdout, command


@pytest.mark.parametrize("command", ["extract", "ingest", "link", "show", "export", "serve", "evaluate", "explain", "demo", "date"])
def test_each_command_has_help(run: Run, command: str) -> None:
    done = run(command, "--help")
    assert done.code == 0 and f"marsad {command}" in done.out


def test_the_page_on_the_command_line_names_every_command_and_option() -> None:
    page = (pathlib.Path(__file__).parent.parent / "docs" / "cli.md").read_text(encoding="utf-8")
    for name, command in _commands().items():
        assert f"marsad {name}" in page, name
        for parameter in command.params:
            for option in parameter.opts:
                if option.startswith("--") and option != "--help":
                    assert option in page, (name, option)


def _commands() -> Mapping[str, Any]:
    import typer

    from marsad.cli import app

    return typer.main.get_command(app).commands  # type: ignore[attr-defined, no-any-return]


def test_version() -> None:
    assert program("--version").stdout.strip() == f"marsad {__version__}"


def test_a_reader_that_goes_away_is_no_error() -> None:
    done = subprocess.run(
        f'"{sys.executable}" -m marsad.cli actors | head -1', shell=True, capture_output=True, text=True, timeout=300
    )
    assert done.stderr == ""


# ---- keeping a ledger


@pytest.fixture
def kept(run: Run, report: pathlib.Path) -> Run:
    """A ledger of the report, linked."""
    assert run("ingest", "report.txt", "--published", "2021-02-23").code == 0
    assert run("link").code == 0
    return run


def test_reading_again_shows_what_a_better_lexicon_changes(kept: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    from marsad import pipeline

    same = kept("reread")
    assert same.out == "" and "0 reports read otherwise" in same.err
    rules = pipeline.reader()
    monkeypatch.setattr(pipeline, "reader", lambda: lambda d: [c.replace(status="denied") for c in rules(d)])
    shown = kept("reread", "--only-show")
    assert "status: " in shown.out and "→ denied" in shown.out and "nothing was written" in shown.err
    told = json.loads(kept("reread", "--json").out)
    assert told["file"] == "report.txt" and [list(c["parts"]) for c in told["changed"]] == [["status"]]
    assert kept("reread").out == ""  # it stands now
    kept("link")
    assert "because a report says otherwise" in kept("changes", "--since", "2020-01-01").out


def test_a_stopped_reread_goes_on_where_it_was(run: Run, tmp_path: pathlib.Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from marsad import pipeline
    from marsad.ledger import reread as rereading

    monkeypatch.setattr(rereading, "BATCH", 2)
    texts = (
        REPORT, "أعلنت الشرطة اعتقال تاجر سلاح في سوق المدينة القديمة.", "قصفت طائرة مسيرة مستودعا للذخيرة شرق البلدة وأحرقت شاحنتين.",
        "خطف مجهولون طبيبا من منزله فجر الخميس وطالبوا بفدية.", "أصيب ثلاثة أطفال بانفجار قنبلة عنقودية في حقل زيتون.",
    )  # fmt: skip
    lines = [json.dumps({"id": f"r{n}", "text": text, "published": "2021-02-23"}, ensure_ascii=False) for n, text in enumerate(texts)]
    (tmp_path / "r.jsonl").write_text("\n".join(lines), encoding="utf-8")
    assert run("ingest", "r.jsonl").code == 0
    rules, seen = pipeline.reader(), list[str]()

    def failing(document: Any) -> Any:
        seen.append(document.file)
        if len(seen) == 4:
            raise RuntimeError("the power went")
        return [c.replace(status="denied") for c in rules(document)]

    monkeypatch.setattr(pipeline, "reader", lambda: failing)
    assert run("reread").code == 1 and len(seen) == 4
    assert run("reread").code == 0 and len(seen) == 7  # the two of the whole batch are not read again
    assert len(set(seen)) == 5
    assert "0 reports" in run("reread").err and len(seen) == 12


def test_backup_and_restore(kept: Run, tmp_path: pathlib.Path) -> None:
    claims = kept("export", "claims").out
    assert "audit log ends with" in kept("backup", "b.db").out
    sentence(kept("backup", "b.db"), 1, "b.db", "already")
    sentence(kept("restore", "b.db"), 1, "marsad.db", "already")
    assert "restored into again.db" in kept("restore", "b.db", "--db", "sqlite:///again.db").out
    assert kept("export", "claims", "--db", "sqlite:///again.db").out == claims
    sentence(kept("restore", "none.db", "--db", "sqlite:///x.db"), 1, "none.db", "no such backup")
    (tmp_path / "bad.db").write_bytes(b"SQLite format 3\x00" + b"x" * 5000)
    sentence(kept("restore", "bad.db", "--db", "sqlite:///x.db"), 1, "bad.db")
    assert not (tmp_path / "x.db").exists()


def test_what_became_of_incidents_since_a_moment(kept: Run) -> None:
    told = [json.loads(line) for line in kept("changes", "--since", "2020-01-01", "--json").out.splitlines()]
    assert [t["what"] for t in told] == ["created"]
    assert told[0]["incident"] in kept("changes", "--since", "2020-01-01").out
    assert kept("changes", "--since", told[0]["at"]).out == ""
    sentence(kept("changes", "--since", "أمس"), 2, "--since")
    sentence(kept("changes", "d_x", "--since", "2020-01-01"), 2, "--since")


def test_as_it_stood(kept: Run) -> None:
    made = json.loads(kept("show", "--json").out)
    assert kept("show", "--json", "--as-of", "2020-01-01").out == ""
    assert json.loads(kept("show", made["id"], "--json", "--as-of", "2999-01-01").out)["claims"] == made["claims"]
    assert "«" in kept("show", made["id"], "--as-of", "2999-01-01").out
    sentence(kept("show", made["id"], "--as-of", "2020-01-01"), 1, made["id"], "2020-01-01")
    assert kept("export", "claims", "--as-of", "2020-01-01").out == ""
    assert kept("export", "claims", "--as-of", "2999-01-01").out == kept("export", "claims").out
    sentence(kept("show", "--as-of", "nie"), 2, "--as-of")
