"""Signing in and out, invitations, one's own account; people, groups and the audit log for administrators."""

from web.accounts import audit, groups, invitations, own, own_tokens, people, person, sign_in

PAGES = (sign_in, own, own_tokens, people, person, groups, invitations, audit)
