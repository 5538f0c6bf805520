"""The fiscal year of Japanese public bodies: April to March, named for the year it begins in (地方自治法208条)."""

from dataclasses import dataclass
from datetime import date, datetime, time, tzinfo

APRIL = 4
FIRST_YEAR, LAST_YEAR = 2000, 2099


@dataclass(frozen=True, slots=True, order=True)
class FiscalYear:
    """One fiscal year; 2026 runs from 1 April 2026 to 31 March 2027."""

    year: int

    @property
    def months(self) -> tuple[str, ...]:
        """Return its twelve months as `2026-04`, in order."""
        return tuple(
            f"{self.year + (month > 12):04}-{(month - 1) % 12 + 1:02}" for month in range(APRIL, APRIL + 12)
        )

    @property
    def before(self) -> "FiscalYear":
        """Return the year before."""
        return FiscalYear(self.year - 1)

    def month_spans(self, zone: tzinfo) -> dict[str, tuple[datetime, datetime]]:
        """Return for each month its first moment and that of the next month."""
        firsts = [
            datetime.combine(date.fromisoformat(f"{month}-01"), time.min, zone) for month in self.months
        ]
        ends = [*firsts[1:], self.span(zone)[1]]
        return dict(zip(self.months, zip(firsts, ends, strict=True), strict=True))

    def span(self, zone: tzinfo) -> tuple[datetime, datetime]:
        """Return its first moment and that of the next year; `zone` is Tokyo's."""
        return (
            datetime.combine(date(self.year, APRIL, 1), time.min, zone),
            datetime.combine(date(self.year + 1, APRIL, 1), time.min, zone),
        )


def fiscal_year_of(day: date) -> FiscalYear:
    """Return the fiscal year that a Tokyo date belongs to."""
    return FiscalYear(day.year if day.month >= APRIL else day.year - 1)


def read_fiscal_year(text: str, *, present: FiscalYear) -> FiscalYear:
    """Return the year that an address asks for; the present one for anything that is no year."""
    if len(text) == 4 and text.isascii() and text.isdigit() and FIRST_YEAR <= int(text) <= LAST_YEAR:
        return FiscalYear(int(text))
    return present
