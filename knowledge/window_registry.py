"""The registry of windows as decisions: what may become of a window, and how many there are."""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date

from knowledge.areas import AreaId, AreaTree
from knowledge.windows import Window, WindowStatus

DISTRICT_LEVEL = 3
"""The level of the area tree that a municipality counts its windows by."""

STEPS: Mapping[WindowStatus, frozenset[WindowStatus]] = {
    WindowStatus.APPLIED: frozenset(
        {WindowStatus.CERTIFIED, WindowStatus.LEAFLET_ONLY, WindowStatus.WITHDRAWN}
    ),
    WindowStatus.LEAFLET_ONLY: frozenset({WindowStatus.APPLIED, WindowStatus.WITHDRAWN}),
    WindowStatus.CERTIFIED: frozenset({WindowStatus.WITHDRAWN, WindowStatus.LEAFLET_ONLY}),
    WindowStatus.WITHDRAWN: frozenset({WindowStatus.APPLIED}),
}


class WindowStepError(ValueError):
    """A window cannot become this; nothing was changed. `key` names the reason for a sentence. Do not retry."""

    def __init__(self, key: str, message: str) -> None:
        super().__init__(message)
        self.key = key


def step_window(window: Window, to: WindowStatus, on: date) -> Window:
    """Return the window as it stands from a day on; raise `WindowStepError` where the way there is not open.

    A window is certified on the strength of an application (認定申請書), so one without its date is refused.
    """
    if to not in STEPS[window.status]:
        raise WindowStepError("step", f"a window cannot go from {window.status} to {to}")
    if to is WindowStatus.APPLIED:
        return replace(window, status=to, applied_on=on, certified_on=None, withdrawn_on=None)
    if to is WindowStatus.CERTIFIED:
        if window.applied_on is None:
            raise WindowStepError("no_application", "a window without a date of application is not certified")
        if on < window.applied_on:
            raise WindowStepError("before_application", "a window is not certified before it applied")
        return replace(window, status=to, certified_on=on)
    if to is WindowStatus.WITHDRAWN:
        return replace(window, status=to, withdrawn_on=on)
    return replace(window, status=to)


@dataclass(frozen=True, slots=True)
class Tally:
    """How many certified windows there are: of each kind, in each district, and in each state of the registry."""

    certified: int
    by_kind: Mapping[str, int]
    by_district: Mapping[AreaId, int]
    by_status: Mapping[WindowStatus, int]
    planned: int = 0

    @property
    def missing(self) -> int:
        """How many the plan still wants; 0 where there is no plan or it is met."""
        return max(0, self.planned - self.certified)


def tally(windows: Iterable[Window], areas: AreaTree, *, planned: int = 0) -> Tally:
    """Count windows; districts without any count as 0. `planned` is the target, 0 for none."""
    known = tuple(windows)
    certified = [window for window in known if window.status is WindowStatus.CERTIFIED]
    districts = {area.id: 0 for area in areas if area.level == DISTRICT_LEVEL}
    for window in certified:
        district = district_of(window.area, areas)
        districts[district] = districts.get(district, 0) + 1
    return Tally(
        certified=len(certified),
        by_kind=dict(Counter(window.kind for window in certified)),
        by_district=districts,
        by_status=dict(Counter(window.status for window in known)),
        planned=planned,
    )


def district_of(area: AreaId, areas: AreaTree) -> AreaId:
    """Return the district an area lies in; the area itself where it lies above all districts or is not known."""
    for step in areas.chain(area):
        known = areas.get(step)
        if known is not None and known.level == DISTRICT_LEVEL:
            return step
    return area
