"""Who may do what: accounts, groups, sign-ins, invitations, tokens, and the audit log that only grows.

``Accounts`` holds the use cases; ``Access`` answers who may see whose sessions; ``Audit`` writes down what was done.
"""

from dataclasses import dataclass

from sim.practice.accounts.access import Access
from sim.practice.accounts.audit import Audit
from sim.practice.accounts.invitations import Invitations
from sim.practice.accounts.passwords import Passwords
from sim.practice.accounts.people import People
from sim.practice.accounts.recognition import Recognised, Recognition
from sim.practice.accounts.sign_ins import Lifetimes, SignIns
from sim.practice.accounts.single_user import is_this_machine
from sim.practice.accounts.tokens import Tokens
from sim.store import Store

__all__ = ["Access", "Accounts", "Audit", "Lifetimes", "Passwords", "Recognised", "is_this_machine", "make_accounts"]


@dataclass(frozen=True, slots=True)
class Accounts:
    """The use cases of accounts, over one memory of who was lately recognised."""

    people: People
    sign_ins: SignIns
    invitations: Invitations
    tokens: Tokens


def make_accounts(store: Store, lifetimes: Lifetimes, passwords: Passwords | None = None) -> Accounts:
    """Join the use cases; needs a running event loop."""
    hashing = passwords or Passwords()
    recognition = Recognition()
    return Accounts(
        people=People(store, hashing, recognition),
        sign_ins=SignIns(store, hashing, recognition, lifetimes),
        invitations=Invitations(store, hashing),
        tokens=Tokens(store, recognition),
    )
