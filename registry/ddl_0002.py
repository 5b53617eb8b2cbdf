"""What the desk's migration adds here beside tables and indexes (issue 3)."""

from __future__ import annotations

from typing import Final

#: How often values of several slots come together: without it, two common answers that never meet
#: look like a common pair, and the planner goes down an order that never yields.
TOGETHER: Final = """CREATE STATISTICS record_index_together (mcv)
ON entity, state, t1, t2, t3, t4 FROM record_index"""

#: The words of the records there are, as `operations.vocabulary` learns those to come.
LEARN: Final = """INSERT INTO record_word (entity, word, grams)
SELECT entity, word, ARRAY(
    SELECT DISTINCT substr(' ' || word || ' ', n, 3) FROM generate_series(1, length(word)) AS n)
FROM (
    SELECT DISTINCT i.entity, found.lexeme AS word
    FROM record_index AS i, unnest(i.words) AS found
) AS known
WHERE length(word) BETWEEN 4 AND 40 AND word ~ '^[a-z]+$'"""

STATEMENTS: Final = (TOGETHER, LEARN)
UNDO: Final = ("DROP STATISTICS IF EXISTS record_index_together",)
