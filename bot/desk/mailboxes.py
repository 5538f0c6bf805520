"""The address that each destination is known by: where its sheets and one-time codes go, and nowhere else."""

from collections.abc import Mapping

from knowledge.destinations import DestinationId
from knowledge.profile import Profile


def mailboxes_of(profile: Profile) -> Mapping[DestinationId, str]:
    """Return the e-mail address of each destination that has one; that of its staff comes before the public one."""
    public = {destination.id: destination.email for destination in profile.destinations if destination.email}
    known = {contact.destination: contact.email for contact in profile.staff_contacts if contact.email}
    return public | known
