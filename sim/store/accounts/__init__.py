"""Accounts in the database: people, groups, sign-ins, invitations, tokens, and the audit log.

Each class is one noun over the runner, every method one transaction. What has to be written down in the audit log is
written in the transaction of the deed, so that neither is there without the other.
"""

from sim.store.accounts.audit import AuditPage, AuditStore
from sim.store.accounts.failures import Bound, FailureStore
from sim.store.accounts.groups import GroupStore
from sim.store.accounts.invitations import InvitationStore
from sim.store.accounts.people import PeoplePage, PeopleStore, PeopleWanted
from sim.store.accounts.sign_ins import SignInStore
from sim.store.accounts.tokens import TokenStore

__all__ = [
    "AuditPage",
    "AuditStore",
    "Bound",
    "FailureStore",
    "GroupStore",
    "InvitationStore",
    "PeoplePage",
    "PeopleStore",
    "PeopleWanted",
    "SignInStore",
    "TokenStore",
]
