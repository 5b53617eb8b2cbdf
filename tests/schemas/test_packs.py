"""Packs: read without trust, loaded whole or not at all, three ways, exported to the byte."""

from __future__ import annotations

import io
import json
import stat
import zipfile

import pytest
from click.testing import CliRunner

from accounts import queries as accounts
from core import contributions, events, history, wall
from core.actor import HOUSE
from core.database import session
from core.errors import Invalid
from core.problems import Problem
from schemas import operations, packs, queries
from schemas.calendar_commands import pack
from schemas.commands import definitions
from schemas.errors import BadPack, PackRefused, PackTooLarge, UnknownPack
from schemas.events import PackLoaded
from schemas.models import PackFile
from schemas.pack_acts import compare
from schemas.pack_export import archive
from schemas.packs import of_files
from schemas.packs_archive import archive_of_files, files_of_archive
from tests.schemas.documents import colours, pack_files, role, view

KIND = "reference-list"


def load(*documents, theirs=False, **more):
    return operations.load_pack(HOUSE, of_files(pack_files(*documents, **more)), theirs=theirs)


def test_a_pack_publishes_whoever_is_named_first(app):
    report = load(view("vue", "essayeur"), role("essayeur"))
    assert report.published == ["view/vue", "role/essayeur"]
    assert [v.key for v in queries.references_of(queries.live("view", "vue").id)] == ["essayeur"]


def test_documents_that_name_each_other_are_published_together(app):
    class Ring:
        key, label, icon = "anneau", "Anneau", "circle"

        def problems(self, document):
            return []

        def references(self, document):
            return {("anneau", document["title"])}

        def published(self, version, actor):
            return None

    contributions.fill("schemas.kinds", Ring())
    try:
        made = [
            {"kind": "anneau", "format": 1, "key": a, "title": b, "language": "fr"}
            for a, b in (("a", "b"), ("b", "c"), ("c", "a"))
        ]
        load(*made)
        for document in made:
            named = queries.references_of(queries.live("anneau", document["key"]).id)
            assert [v.key for v in named] == [document["title"]]
    finally:
        contributions._FILLED["schemas.kinds"].pop("anneau")


def test_a_second_load_of_the_same_pack_changes_nothing(app):
    heard = []
    subscribers = events._DURING[PackLoaded]
    before = list(subscribers)
    events.during(PackLoaded)(heard.append)
    try:
        first = load(
            colours(), files={"files/a.txt": b"a"}, groups=[{"key": "secteur", "label": "Secteur"}]
        )
        second = load(
            colours(), files={"files/a.txt": b"a"}, groups=[{"key": "secteur", "label": "Secteur"}]
        )
    finally:
        subscribers[:] = before
    assert (first.first, first.published, first.files) == (
        True,
        [f"{KIND}/couleurs"],
        ["files/a.txt"],
    )
    assert not second.changed
    assert second.unchanged == [f"{KIND}/couleurs"]
    assert len(queries.versions(KIND, "couleurs")) == 1
    assert [event.groups for event in heard] == [{"secteur": "Secteur"}]
    assert len(history.lines_of("pack", queries.pack("essai").id)) == 1


def test_groups_the_pack_speaks_of_are_made_with_their_names(app):
    load(colours(), groups=[{"key": "bureau-technique", "label": "Bureau technique"}])
    assert accounts.group_by_key("bureau-technique").label == "Bureau technique"


def test_a_changed_pack_publishes_new_versions_of_what_changed(app):
    load(colours(), colours("tailles", "S"))
    report = load(colours("couleurs", "Bleu"), colours("tailles", "S"), version="2")
    assert (report.published, report.unchanged) == ([f"{KIND}/couleurs"], [f"{KIND}/tailles"])
    assert queries.live(KIND, "couleurs").number == 2
    assert queries.pack("essai").pack_version == "2"


def test_what_was_changed_here_is_left_and_told_as_a_conflict(app):
    load(colours())
    operations.save_draft(HOUSE, KIND, "couleurs", colours(title="Les nôtres"))
    operations.publish(HOUSE, KIND, "couleurs")
    same = load(colours())
    assert (same.kept, same.conflicts) == ([f"{KIND}/couleurs"], [])
    for _ in range(2):  # told at each load, until somebody decides
        report = load(colours("couleurs", "Bleu"), version="2")
        assert (report.published, report.conflicts) == ([], [f"{KIND}/couleurs"])
    assert queries.live(KIND, "couleurs").body["title"] == "Les nôtres"
    source = of_files(pack_files(colours("couleurs", "Bleu")))
    assert [line.state for line in compare(source)] == ["conflict"]
    taken = load(colours("couleurs", "Bleu"), version="2", theirs=True)
    assert taken.published == [f"{KIND}/couleurs"]
    assert queries.live(KIND, "couleurs").body["rows"][0]["label"] == "Bleu"
    assert load(colours("couleurs", "Bleu"), version="2").changed is False


def test_what_stood_here_before_the_pack_is_a_conflict_and_what_was_retired_too(app):
    operations.save_draft(HOUSE, KIND, "couleurs", colours(title="Avant"))
    operations.publish(HOUSE, KIND, "couleurs")
    assert load(colours()).conflicts == [f"{KIND}/couleurs"]
    load(colours("tailles"), key="autre")
    operations.retire(HOUSE, KIND, "tailles")
    assert load(colours("tailles"), key="autre").kept == [f"{KIND}/tailles"]
    assert load(colours("tailles", "S"), key="autre").conflicts == [f"{KIND}/tailles"]


def test_a_load_leaves_the_draft_somebody_is_writing(app):
    load(colours())
    operations.save_draft(HOUSE, KIND, "couleurs", colours(title="En cours"))
    load(colours("couleurs", "Bleu"), version="2")
    assert queries.live(KIND, "couleurs").number == 2
    draft = queries.draft(KIND, "couleurs")
    assert (draft.number, draft.body["title"]) == (3, "En cours")


def test_all_refusals_are_told_at_once_and_nothing_is_installed(app):
    with pytest.raises(PackRefused) as refusal, session.begin_nested():
        load(colours(), colours("deux", title=""), view("vue", "personne"), view("suite", "absent"))
    at = {(p.path, p.code) for p in refusal.value.problems}
    assert ("/definitions~1reference-list.deux.json/title", "meta-minLength") in at
    assert ("/definitions~1view.vue.json/shared_with/0", "unknown-definition") in at
    assert queries.live(KIND, "couleurs") is None
    assert queries.pack("essai") is None


def test_a_pack_waits_for_the_packs_it_requires(app):
    with pytest.raises(PackRefused) as refusal:
        load(colours(), requires=["fondations"])
    assert [p.code for p in refusal.value.problems] == ["pack-requires"]


def test_rows_for_rooms_come_once_and_their_refusal_stops_the_pack(app):
    taken = []

    class Room:
        key = "essai_room"

        def load(self, actor, content, name):
            if b"faux" in content:
                raise Invalid([Problem("/0/question", "row-key-twice", {"name": "x"})])
            taken.append((content, name))
            return {"entries": 2}

    def carrying(content):
        files = pack_files(colours(), files={"data/e.json": content})
        manifest = json.loads(files["pack.json"])
        manifest.update(files=[], data=[{"into": "essai_room", "file": "data/e.json"}])
        return of_files({**files, "pack.json": json.dumps(manifest).encode()})

    with pytest.raises(PackRefused) as refusal:
        operations.load_pack(HOUSE, carrying(b"[]"))
    assert refusal.value.problems[0].code == "pack-into-unknown"
    contributions.fill("schemas.pack_data", Room())
    try:
        assert operations.load_pack(HOUSE, carrying(b"[]")).data == {"data/e.json": {"entries": 2}}
        assert operations.load_pack(HOUSE, carrying(b"[]")).data == {}
        assert operations.load_pack(HOUSE, carrying(b"[1]")).changed
        assert [content for content, _name in taken] == [b"[]", b"[1]"]
        with pytest.raises(PackRefused) as refused, session.begin_nested():
            operations.load_pack(HOUSE, carrying(b"faux"))
        assert refused.value.problems[0].path == "/data~1e.json/0/question"
    finally:
        contributions._FILLED["schemas.pack_data"].pop("essai_room")


def test_documents_find_the_files_of_their_pack(app):
    load(colours(), files={"files/a.txt": b"a"})
    load(colours("b"), key="autre", files={"files/a.txt": b"b"})
    assert queries.pack_file("files/a.txt").content == b"b"
    assert queries.pack_file("files/a.txt", "essai").content == b"a"
    assert queries.pack_file("files/absent") is None
    assert isinstance(queries.pack_files("essai")[0], PackFile)


def test_an_export_is_the_same_to_the_byte_and_loads_again(app):
    load(view("vue", "essayeur"), role("essayeur"), files={"files/a.txt": b"a"})
    first = archive(operations.export_pack(HOUSE, ["essai"]))
    assert first == archive(operations.export_pack(HOUSE, ["essai"]))
    source = packs.read(first)
    assert {item.name for item in source.items} == {"view/vue", "role/essayeur"}
    assert source.files == {"files/a.txt": b"a"}
    assert not operations.load_pack(HOUSE, source).published
    chosen = packs.of_files(operations.export_pack(HOUSE, ["view/vue", "essayeur"], key="choix"))
    assert [item.name for item in chosen.items] == ["role/essayeur", "view/vue"]


def test_the_base_pack_loads_twice_and_names_every_role(app):
    report = operations.load_pack(HOUSE, "base")
    assert not report.conflicts
    assert not operations.load_pack(HOUSE, "base").changed
    roles = {"administrateur", "chef-etablissement", "membre-habilite", "agent", "superviseur"}
    assert {v.key for v in queries.live_all("role")} >= roles
    closed = queries.working_days("france").closed
    assert len(closed) == 33
    assert all(found is not None for found in (queries.working_days("working-days"),))


def test_shipped_packs_are_sealed():
    manifests = {manifest["key"]: manifest for manifest in packs.shipped_manifests()}
    for name in packs.shipped_names():
        assert packs.shipped(name).manifest == manifests[name]


# ── what is not a pack ────────────────────────────────────────────────────────────────────────


def zipped(entries, **attributes):
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as made:
        for name, content in entries:
            entry = zipfile.ZipInfo(name)
            entry.compress_type = zipfile.ZIP_DEFLATED
            for key, value in attributes.items():
                setattr(entry, key, value)
            made.writestr(entry, content)
    return buffer.getvalue()


@pytest.mark.parametrize(
    "name",
    [
        "../evil",
        "a/../../evil",
        "/etc/passwd",
        "C:\\evil",
        "a\\b",
        "./a",
        "a//b",
        "C:/x",
        "..",
        "a/..",
    ],
)
def test_names_that_leave_the_pack_are_refused(name):
    with pytest.raises(BadPack):
        files_of_archive(zipped([("pack.json", b"{}"), (name, b"x")]))


def test_links_devices_twins_and_foreign_methods_are_refused():
    for mode in (stat.S_IFLNK | 0o777, stat.S_IFIFO | 0o600, stat.S_IFCHR | 0o600):
        with pytest.raises(BadPack):
            files_of_archive(zipped([("pack.json", b"/etc/passwd")], external_attr=mode << 16))
    with pytest.warns(UserWarning, match="Duplicate"):
        twins = zipped([("pack.json", b"{}"), ("pack.json", b"{}")])
    with pytest.raises(BadPack):
        files_of_archive(twins)
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_BZIP2) as made:
        made.writestr("pack.json", b"{}")
    with pytest.raises(BadPack):
        files_of_archive(buffer.getvalue())


@pytest.mark.parametrize(
    "content", [b"", b"not a zip", b"PK\x03\x04" + b"\x00" * 40, b"PK\x05\x06" + b"\x00" * 18]
)
def test_what_is_no_archive_is_refused(content):
    with pytest.raises(BadPack):
        packs.read(content)


def test_a_cut_or_scratched_archive_is_refused():
    whole = zipped([(name, content) for name, content in pack_files(colours()).items()])
    for cut in range(0, len(whole), 97):
        with pytest.raises((BadPack, PackRefused)):
            packs.read(whole[:cut])
    for at in range(30, len(whole), 41):
        scratched = whole[:at] + bytes([whole[at] ^ 0xFF]) + whole[at + 1 :]
        try:
            packs.read(scratched)
        except (BadPack, PackRefused, PackTooLarge):
            continue


def test_a_bomb_is_stopped_before_it_is_in_memory(monkeypatch):
    from schemas import packs_archive

    monkeypatch.setattr(packs_archive, "LARGEST_FILE", 100_000)
    with pytest.raises(PackTooLarge):
        files_of_archive(zipped([("pack.json", b"0" * 200_000)]))
    monkeypatch.setattr(packs_archive, "LARGEST_PACK", 150_000)
    with pytest.raises(PackTooLarge):
        files_of_archive(zipped([("a", b"0" * 90_000), ("b", b"0" * 90_000)]))
    monkeypatch.setattr(packs_archive, "MOST_FILES", 3)
    with pytest.raises(PackTooLarge):
        files_of_archive(zipped([(f"f{n}", b"") for n in range(4)]))


def test_a_table_of_contents_without_end_is_refused_before_it_is_read(monkeypatch):
    from schemas import packs_archive

    whole = zipped([(f"f{n}", b"") for n in range(40)])
    assert len(files_of_archive(whole)) == 40
    monkeypatch.setattr(packs_archive, "LARGEST_CONTENTS", 1000)
    monkeypatch.setattr(zipfile.ZipFile, "infolist", lambda _self: pytest.fail("was read"))
    with pytest.raises(PackTooLarge):
        files_of_archive(whole)
    with pytest.raises(BadPack):
        files_of_archive(whole[:-22] + b"PK\x06\x07" + b"\0" * 16 + whole[-22:])


def test_a_document_that_is_too_long_is_refused_before_it_is_read(monkeypatch):
    files = pack_files(colours())
    name = "definitions/reference-list.couleurs.json"
    monkeypatch.setattr(packs, "LARGEST_JSON", 2000)
    for one in ("pack.json", name):
        with pytest.raises(PackRefused) as refusal:
            of_files({**files, one: files[one] + b" " * 2000})
        assert [p.code for p in refusal.value.problems] == ["pack-file-large"]


def test_one_folder_around_everything_is_taken_off():
    inside = {f"mon-lot/{name}": content for name, content in pack_files(colours()).items()}
    assert packs.read(archive_of_files(inside)).key == "essai"


def test_files_that_are_not_those_of_the_manifest_are_refused():
    files = pack_files(colours(), files={"files/a.txt": b"a"})
    name = "definitions/reference-list.couleurs.json"
    changed = json.dumps(colours(title="Autre")).encode()
    for other, code in (
        ({**files, name: changed}, "pack-file-differs"),
        ({**files, name: json.dumps(colours("autre")).encode()}, "pack-entry-differs"),
        ({**files, name: b"{"}, "pack-file-unreadable"),
        ({**files, name: b"[]"}, "pack-file-unreadable"),
        ({**files, name: b'{"a": 1, "a": 2}'}, "pack-file-unreadable"),
        ({n: c for n, c in files.items() if n != name}, "pack-file-missing"),
        ({**files, "files/a.txt": b"b"}, "pack-file-differs"),
    ):
        with pytest.raises(PackRefused) as refusal:
            of_files(other)
        assert code in [p.code for p in refusal.value.problems]
    with pytest.raises(PackRefused):
        of_files({**files, "pack.json": b'{"key": "a"}'})
    with pytest.raises(BadPack):
        of_files({})


def test_a_link_in_a_folder_is_refused(tmp_path):
    for name, content in pack_files(colours()).items():
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_bytes(content)
    assert packs.read(tmp_path).key == "essai"
    (tmp_path / "files").symlink_to("/etc")
    with pytest.raises(BadPack):
        packs.read(tmp_path)


def test_a_name_nobody_ships_is_refused(app):
    for name in ("absent", "../base", "base/../base", ""):
        with pytest.raises(UnknownPack):
            packs.shipped(name)


# ── from a terminal ───────────────────────────────────────────────────────────────────────────


def run(command, *words):
    return CliRunner().invoke(command, [str(word) for word in words])


def test_definitions_are_checked_from_a_terminal(app, tmp_path):
    good, bad, broken = tmp_path / "bon.json", tmp_path / "faux.json", tmp_path / "casse.json"
    good.write_text(json.dumps(colours()))
    bad.write_text(json.dumps(colours(rows=[{"key": "a", "label": ""}]), indent=1))
    broken.write_text("{")
    with app.test_request_context():
        assert run(definitions, "check", good).exit_code == 0
        told = run(definitions, "check", good, bad, broken, tmp_path / "absent.json")
    assert told.exit_code == 1
    assert f"{bad}:11: /rows/0/label: problème : Écrivez au moins 1 caractère(s)." in told.output
    assert "Traceback" not in told.output


def test_packs_are_sealed_loaded_compared_and_exported_from_a_terminal(app, tmp_path):
    folder = tmp_path / "lot"
    for name, content in pack_files(colours()).items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_bytes(content)
    session.commit()
    with app.test_request_context(), wall.acting_as(wall.HOUSE):
        assert run(pack, "load", folder).exit_code == 0
        changed = folder / "definitions/reference-list.couleurs.json"
        changed.write_text(json.dumps(colours("couleurs", "Bleu"), indent=2))
        refused = run(pack, "load", folder)
        assert refused.exit_code == 1
        assert "Scellez le lot" in refused.output
        assert run(pack, "seal", folder).exit_code == 0
        assert "à mettre à jour" in run(pack, "diff", folder).output
        assert json.loads(run(pack, "load", folder).output)["published"] == [f"{KIND}/couleurs"]
        assert "essai" in run(pack, "list").output
        out = tmp_path / "sortie.zip"
        assert run(pack, "export", "essai", "--to", out).exit_code == 0
        assert packs.read(out).items[0].document == colours("couleurs", "Bleu")
        assert run(pack, "export", "absent", "--to", out).exit_code == 1
        assert run(pack, "export", f"{KIND}/couleurs", "--to", tmp_path / "dossier").exit_code == 0
        assert packs.read(tmp_path / "dossier").key == "export"
