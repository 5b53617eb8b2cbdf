"""A house as it stood under former tables: lived in today, then led back by the frozen versions.

What it knew that the former tables have no place for is gone, as it never was; all the rest lies
as a house of that day would have held it, and is saved in an archive of that day.
"""

from __future__ import annotations

from pathlib import Path

from app.backup import archive
from app.backup.saving import save_as_it_stands
from app.backup.tables import REVISION, Table, connect, sum_of, tables
from app.migrate import downgrade
from core import keeping
from core.database import Model
from documents.storage import Folder
from tests.kit.archives import KEY, Place

Shape = dict[str, Table]


def led_back(lived: Place, revision: str) -> Place:
    """The same house under the tables of `revision`: a database of its own, the same files."""
    name = lived.cluster.clone(f"former_{revision}", lived.database)
    place = Place(lived.cluster, name, lived.var)
    downgrade(place.owner, revision)
    with connect(place.owner) as rows:
        found = rows.execute(REVISION).fetchone()
        assert found == (revision,)
    return place


def archived(former: Place, path: Path) -> Path:
    """Its archive, written as the Préau of that day wrote it."""
    with connect(former.owner) as rows, path.open("wb") as stream:
        rows.execute("BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY")
        writer = archive.Writer(stream)
        writer.seal(save_as_it_stands(rows, writer, Folder(former.var)), KEY)
        rows.execute("COMMIT")
    return path


def shape_of(place: Place) -> Shape:
    """Its tables, with the columns they have there, told as an archive tells them."""
    with connect(place.owner) as rows:
        return {table.name: table for table in tables(rows, keeping.kept_as(Model.metadata))}


def sums_in(place: Place, shape: Shape, left_out: set[str]) -> dict[str, tuple[int, str]]:
    """Rows and sum of each of these tables, told by these columns and no other."""
    with connect(place.owner) as rows:
        return {name: sum_of(rows, table) for name, table in shape.items() if name not in left_out}
