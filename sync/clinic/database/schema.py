"""The clinic's tables, their layout's version, and what brings an older layout to it.

Knows names and types of columns; must never know which database engine holds them, or who asks.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import fields
from typing import Any, Final

from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    Float,
    ForeignKey,
    ForeignKeyConstraint,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    Table,
    Text,
)
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.types import UserDefinedType

from sync.clinic.database.values import DayHeadline

CLINIC_SCHEMA_VERSION: Final = 10
UPGRADES: Final[Mapping[int, Sequence[str]]] = {
    2: ("ALTER TABLE days ADD COLUMN sets_not_counted BIGINT NOT NULL DEFAULT 0",),
    3: ("ALTER TABLE days ADD COLUMN rest_s INTEGER", "ALTER TABLE days ADD COLUMN rest_tremor_s INTEGER"),
}
"""What brings a database of the layout before to this one; tables that come with a layout are made after it."""

SECONDS: Final = ("recorded_s", "worn_s", "waking_worn_s", "assessable_s", "tremor_s", "rest_s", "rest_tremor_s")
POSTGRESQL_UPGRADES: Final[Mapping[int, Sequence[str]]] = {
    4: tuple(f"ALTER TABLE days ALTER COLUMN {name} TYPE BIGINT" for name in SECONDS),
}
"""What PostgreSQL needs beside that. In SQLite, an INTEGER column holds 64 bits by itself."""


NUMBERS_OF_LISTS: Final = (
    *("due_sets", "done_sets", "rated_sessions", "hurting_sessions", "held_s", "away_s", "turned_s"),
)


class Stored(UserDefinedType[Any]):
    """Bytes as SQLite gives them: out of a damaged file, anything."""

    cache_ok = True

    def get_col_spec(self, **_: object) -> str:
        """Its name in SQL."""
        return "BLOB"


AS_STORED: Final = LargeBinary().with_variant(Stored(), "sqlite")
METADATA = MetaData()
SCHEMA_TABLE = Table(
    "schema_version",
    METADATA,
    Column("only", Integer, primary_key=True),
    Column("version", Integer, nullable=False),
)
PATIENTS = Table(
    "patients",
    METADATA,
    Column("device", Text, primary_key=True),
    Column("name", Text, nullable=False),
    Column("checksum", BigInteger),  # since layout 4, of both
)
DAYS_TABLE = Table(
    "days",
    METADATA,
    Column("device", Text, ForeignKey("patients.device"), primary_key=True),
    Column("store", Text, primary_key=True),
    Column("day", Text, primary_key=True),
    Column("revision", BigInteger, nullable=False),
    Column("received_utc_s", Float(53), nullable=False),
    Column("timezone", Text, nullable=False),
    Column("clock", Text, nullable=False),
    Column("recorded_s", BigInteger, nullable=False),
    Column("worn_s", BigInteger, nullable=False),
    Column("waking_worn_s", BigInteger, nullable=False),
    Column("assessable_s", BigInteger, nullable=False),
    Column("tremor_s", BigInteger, nullable=False),
    Column("rest_s", BigInteger),  # since layout 3, as the next
    Column("rest_tremor_s", BigInteger),
    Column("episodes", BigInteger, nullable=False),
    Column("amplitude_deg", Float(53)),
    Column("sets", BigInteger, nullable=False),
    Column("sets_not_counted", BigInteger, nullable=False, server_default="0"),  # since layout 2
    Column("target_repetitions", BigInteger, nullable=False),
    Column("done_repetitions", BigInteger, nullable=False),
    Column("marks", BigInteger, nullable=False),
    Column("gap_s", Float(53), nullable=False),
    Column("checksum", BigInteger),  # since layout 4: of all before it; none of a row from before
    Column("weighted", Float(53)),  # likewise, of those that lists sum up
    Column("unmeasured_s", BigInteger),  # since layout 5; none of a row from before
    *(Column(name, BigInteger) for name in NUMBERS_OF_LISTS),  # since layout 9; none before the day was read again
    Index("days_of_device", "device", "day"),
    Index("days_by_arrival", "device", "received_utc_s"),
    Index("days_by_day", "day"),
)
DOCUMENTS = Table(  # apart from the numbers, so that a list of thousands of days reads no document
    "documents",
    METADATA,
    Column("device", Text, primary_key=True),
    Column("store", Text, primary_key=True),
    Column("day", Text, primary_key=True),
    Column("document", Text, nullable=False),  # as layouts before 6 kept it; empty where `packed` is
    Column("checksum", BigInteger),  # since layout 4, of the document, or of `packed`
    Column("content", Text),  # since layout 6, as the next two: the document's own word for what it says
    Column("digest", AS_STORED),  # of the message as it came: the same once more need not be read
    Column("packed", AS_STORED),  # the message, compressed
    ForeignKeyConstraint(["device", "store", "day"], ["days.device", "days.store", "days.day"]),
)
STATUS_TABLE = Table(
    "status",
    METADATA,
    Column("device", Text, ForeignKey("patients.device"), primary_key=True),
    Column("status", Text, nullable=False),
    Column("checksum", BigInteger),  # since layout 4, of the status
    Column("received_utc_s", Float(53), nullable=False),
    Index("status_by_checksum", "checksum"),  # since layout 9, as that of outlines
)
OUTLINES_TABLE = Table(  # since layout 9: of each patient what a list shows, so that none reads thousands of days
    "outlines",
    METADATA,
    Column("device", Text, ForeignKey("patients.device"), primary_key=True),
    Column("outline", Text, nullable=False),  # as JSON; it can be made anew from the days at any time
    Column("checksum", BigInteger, nullable=False),  # of both
    Index("outlines_by_checksum", "checksum"),  # whether any has changed is asked at each look
)
REFUSED_TABLE = Table(  # messages that could not be taken; those of devices without patients too
    "refused",
    METADATA,
    Column("device", Text, primary_key=True),
    Column("subject", Text, primary_key=True),  # the day, or the kind of message
    Column("digest", Text, primary_key=True),  # brokers repeat messages: of what, and of what was said against it
    Column("topic", Text, nullable=False),
    Column("reason", Text, nullable=False),
    Column("size_bytes", BigInteger, nullable=False),
    Column("beginning", Text, nullable=False),
    Column("times", BigInteger, nullable=False),
    Column("received_utc_s", Float(53), nullable=False),  # the last time
    Index("refused_by_arrival", "device", "received_utc_s"),
)
REFUSALS = Table(  # how many different ones there were, of which the table above keeps the newest
    "refusals",
    METADATA,
    Column("device", Text, primary_key=True),
    Column("messages", BigInteger, nullable=False),
)
PROGRAMMES_TABLE = Table(  # since layout 6: what was sent to each device, and how far it has come
    "programmes",
    METADATA,
    Column("device", Text, primary_key=True),  # no patient yet, as long as nothing came from it
    Column("issued_utc_s", BigInteger, primary_key=True),  # when it was signed, which rises
    Column("id", Text, nullable=False),
    Column("version", BigInteger, nullable=False),
    Column("envelope", Text, nullable=False),  # as it travels
    Column("takes_back", Boolean, nullable=False),  # the programme of this id and version
    Column("step", Text, nullable=False),
    Column("reason", Text, nullable=False),  # of a refusal
    Column("since_utc_s", Float(53)),  # as the device says
    Column("checksum", BigInteger, nullable=False),  # of all before `step`
)
MARKERS_TABLE = Table(  # since layout 7: what people entered of a patient; every version of each is kept
    "markers",
    METADATA,
    Column("device", Text, primary_key=True),  # no patient yet, as long as nothing came from it
    Column("number", BigInteger, primary_key=True),
    Column("version", BigInteger, primary_key=True),  # the highest one counts
    Column("day", Text, nullable=False),
    Column("kind", Text, nullable=False),
    Column("note", Text, nullable=False),
    Column("product", Text, nullable=False),
    Column("injected", Text, nullable=False),  # muscles and units, as JSON
    Column("removed", Boolean, nullable=False),
    Column("entered_by", Text, nullable=False),
    Column("entered_utc_s", Float(53), nullable=False),
    Column("checksum", BigInteger, nullable=False),  # of all before it
)
PEOPLE_TABLE = Table(  # since layout 8, as all that follow: who may sign in
    "people",
    METADATA,
    Column("person", Text, primary_key=True),
    Column("role", Text, nullable=False),
    Column("password", Text, nullable=False),  # its argon2 hash; empty until the person has chosen one
    Column("added_utc_s", Float(53), nullable=False),
    Column("language", Text),  # since layout 10: the one that this person chose; none before
)
CARES_FOR_TABLE = Table(  # whose pages a person sees who does not see all
    "cares_for",
    METADATA,
    Column("person", Text, ForeignKey("people.person", ondelete="CASCADE"), primary_key=True),
    Column("device", Text, primary_key=True),  # EVERYONE stands for all, also those to come
)
VISITS_TABLE = Table(  # who is signed in
    "visits",
    METADATA,
    Column("digest", Text, primary_key=True),  # of what the browser keeps: whoever reads this table can use no visit
    Column("person", Text, ForeignKey("people.person", ondelete="CASCADE"), nullable=False),
    Column("begun_utc_s", Float(53), nullable=False),
    Column("seen_utc_s", Float(53), nullable=False),
)
INVITATIONS_TABLE = Table(  # links that work once
    "invitations",
    METADATA,
    Column("digest", Text, primary_key=True),
    Column("person", Text, ForeignKey("people.person", ondelete="CASCADE"), nullable=False),
    Column("until_utc_s", Float(53), nullable=False),
)
ATTEMPTS_TABLE = Table(  # to sign in, which failed or are under way
    "attempts",
    METADATA,
    Column("number", Integer, primary_key=True),
    Column("subject", Text, nullable=False),  # a digest of the name that was typed, or of the address
    Column("at_utc_s", Float(53), nullable=False),
    Index("attempts_by_subject", "subject", "at_utc_s"),
)
LOOKS_TABLE = Table(  # who looked at what: a row for each time
    "looks",
    METADATA,
    Column("number", Integer, primary_key=True),
    Column("at_utc_s", Float(53), nullable=False),
    Column("person", Text, nullable=False),  # stays when the person is gone
    Column("address", Text, nullable=False),
    Column("device", Text, nullable=False),  # empty for what is of no patient
    Column("what", Text, nullable=False),
    Index("looks_by_device", "device", "number"),
    Index("looks_by_person", "person", "number"),
)
ACCOUNT_TABLES: Final = (
    *(PEOPLE_TABLE, CARES_FOR_TABLE, VISITS_TABLE, INVITATIONS_TABLE, ATTEMPTS_TABLE),
    LOOKS_TABLE,
)
SYMPTOM_NAMES_TABLE = Table(  # since layout 7: what patient and therapist call the own symptoms of a patient
    "symptom_names",
    METADATA,
    Column("device", Text, primary_key=True),  # no patient yet, as long as nothing came from it
    Column("number", BigInteger, primary_key=True),
    Column("since_day", Text, primary_key=True),  # from this local day on
    Column("name", Text, nullable=False),
    Column("checksum", BigInteger, nullable=False),  # of all before it
)
COLUMNS_SINCE: Final = {
    4: (
        PATIENTS.c.checksum,
        DAYS_TABLE.c.checksum,
        DAYS_TABLE.c.weighted,
        DOCUMENTS.c.checksum,
        STATUS_TABLE.c.checksum,
    ),
    5: (DAYS_TABLE.c.unmeasured_s,),
}
"""Columns that are empty in all rows of the layout before."""
COLUMNS_ADDED: Final[Mapping[int, Sequence[Column[Any]]]] = {
    6: (DOCUMENTS.c.content, DOCUMENTS.c.digest, DOCUMENTS.c.packed),
    9: tuple(DAYS_TABLE.c[name] for name in NUMBERS_OF_LISTS),
    10: (PEOPLE_TABLE.c.language,),
}
"""Columns that are added and touch no row, so that a database of any size is upgraded at once."""

TABLES_SINCE: Final[Mapping[int, Sequence[Table]]] = {
    4: (REFUSED_TABLE, REFUSALS),
    6: (PROGRAMMES_TABLE,),
    7: (MARKERS_TABLE, SYMPTOM_NAMES_TABLE),
    8: ACCOUNT_TABLES,
    9: (OUTLINES_TABLE, STATUS_TABLE),  # the latter for its index
}
Insert = Callable[[Table], Any]  # each dialect's own, which knows ON CONFLICT
INSERTS: Final[Mapping[str, Insert]] = {"sqlite": sqlite.insert, "postgresql": postgresql.insert}
HEADLINE_NAMES: Final = tuple(field.name for field in fields(DayHeadline))
HEADLINE: Final = (
    *(DAYS_TABLE.c[name] for name in HEADLINE_NAMES),
    DAYS_TABLE.c.device.label("of_device"),
    DAYS_TABLE.c.checksum,
    DAYS_TABLE.c.weighted,
)
IS_OF_DAY: Final = (
    (DOCUMENTS.c.device == DAYS_TABLE.c.device)
    & (DOCUMENTS.c.store == DAYS_TABLE.c.store)
    & (DOCUMENTS.c.day == DAYS_TABLE.c.day)
)
