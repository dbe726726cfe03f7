"""What a kind of case is: where its rows keep who asked, who decided and when; reads only."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from django.db.models import BigIntegerField, CharField, QuerySet, Value
from django.db.models.expressions import Combinable
from django.db.models.functions import Cast
from django.utils.functional import Promise

NO_HOLDER = Value("", output_field=CharField())


@dataclass(frozen=True, kw_only=True)
class CaseKind:
    """One kind of case, and where its rows keep who asked, who decided and when.

    `one` and `many` name it. `waiting` and `decided` give its rows. `asked_at`, `decided_at`,
    `asker` and `decider` are columns of them. `size` is a number that `label_of_size` puts into
    words for the list (see `sizes`). `holder` is the name of the person whom it is about. `clinics`
    are the columns of the clinics that it is about, the one that the list names first. A kind that
    `comes_first` is listed before all others, however new; one that `comes_last` behind them,
    however old. When `needs_impartial`, nobody who
    speaks for any clinic decides it. `clinic_name` is what its cases are called.
    """

    code: str
    one: Promise
    many: Promise
    waiting: Callable[[], QuerySet]
    decided: Callable[[], QuerySet]
    asked_at: str
    decided_at: str
    asker: str | Combinable
    decider: str | Combinable
    size: Combinable
    label_of_size: Callable[[int], str]
    holder: Combinable = NO_HOLDER
    clinics: tuple[str, ...] = ("clinic",)
    comes_first: bool = False
    comes_last: bool = False
    needs_impartial: bool = False
    clinic_name: str | Combinable = "clinic__name"
    needs_account: bool = True

    @property
    def rank(self) -> int:
        """Where its cases stand among those of other kinds: 0, 1 or 2."""
        return 0 if self.comes_first else 2 if self.comes_last else 1

    @property
    def is_anonymous(self) -> bool:
        """Whether these cases may come from people without an account."""
        return self.asker is NOBODY or not self.needs_account


# The asker of kinds that need no account. A bare NULL has no type in PostgreSQL, and the UNION of
# all kinds needs one type for each column.
NOBODY = Cast(Value(None), BigIntegerField())
