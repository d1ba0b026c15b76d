"""Who may use which route: every route of the application is named here, with its rule.

A new route is added here by hand; a test compares this table with the application, others try what it forbids.
"""

from enum import StrEnum


class Rule(StrEnum):
    """Who may use a route. What it names (a session, a person) is a trainee's of the group ``north``."""

    PUBLIC = "everybody"
    SIGNED_IN = "who is signed in"
    SEEN = "the owner, trainers of his group, administrators"
    OWN = "the owner alone"
    SELF = "the person himself, administrators"
    MEASURE = "whoever asks on this machine itself, administrators from elsewhere"
    TRAINER = "trainers, administrators"
    CONTENT = "trainers, administrators; content belongs to the house, not to a group"
    GROUP = "trainers of the owner's group, administrators"
    ADMINISTRATOR = "administrators"


RULES: dict[Rule, str] = {
    Rule.PUBLIC: """
        GET /livez
        GET /readyz
        GET /api/v1/openapi.json
        GET /help
        GET /help/{card_id}
        GET /about
        GET /privacy
        GET /sign-in
        POST /sign-in
        GET /invitations/{secret}
        POST /invitations/{secret}
    """,
    Rule.MEASURE: """
        GET /metrics
    """,
    Rule.SIGNED_IN: """
        POST /api/v1/sessions
        GET /
        GET /briefing
        POST /sessions
        GET /history
        POST /tour
        POST /sign-out
        GET /account
        POST /account
        POST /account/password
        POST /account/sign-ins/{sign_in_id}/end
        POST /account/sign-out-everywhere
        POST /account/tokens
        POST /account/tokens/{token_id}/revoke
    """,
    Rule.SEEN: """
        GET /api/v1/sessions/{session_id}
        GET /api/v1/sessions/{session_id}/scorecard
        GET /sessions/{session_id}
        POST /sessions/{session_id}/again
        GET /sessions/{session_id}/scorecard
        GET /sessions/{session_id}/grading
        GET /sessions/{session_id}/export.json
        GET /overview/people/{key}
    """,
    Rule.OWN: """
        POST /api/v1/sessions/{session_id}/turns
        POST /api/v1/sessions/{session_id}/end
        POST /api/v1/sessions/{session_id}/offline
        POST /api/v1/sessions/{session_id}/grading/offline
        POST /sessions/{session_id}/turns
        GET /sessions/{session_id}/end
        POST /sessions/{session_id}/end
        POST /sessions/{session_id}/offline
        POST /sessions/{session_id}/grading/offline
        GET /sessions/{session_id}/appeals/{subject}
        POST /sessions/{session_id}/appeals/{subject}
        POST /sessions/{session_id}/appeals/{appeal_id}/withdraw
    """,
    Rule.SELF: """
        GET /overview/people/{key}/data.jsonl
    """,
    Rule.TRAINER: """
        GET /reviews
        GET /reviews/blind
        GET /reviews/agreement
        GET /reviews/agreement/labelled-set.zip
        GET /api/v1/exports/{form}
        GET /overview
        GET /overview/sessions
        GET /overview/assignments
        POST /overview/assignments
        GET /overview/usage
        GET /overview/usage/sessions
        GET /overview/export
        GET /overview/export/file
    """,
    Rule.CONTENT: """
        GET /content
        GET /content/export.zip
        GET /content/import
        POST /content/import
        POST /content/import/card
        GET /content/archetypes/{document_id}/card.json
        GET /content/archetypes/{document_id}/card.png
        GET /content/{folder}/new
        POST /content/{folder}/new
        GET /content/{folder}/{document_id}
        POST /content/{folder}/{document_id}
        GET /content/{folder}/{document_id}/copy
        POST /content/{folder}/{document_id}/copy
        GET /content/{folder}/{document_id}/history
        GET /content/{folder}/{document_id}/preview
        GET /content/{folder}/{document_id}/publish
        POST /content/{folder}/{document_id}/publish
        POST /content/{folder}/{document_id}/restore
        POST /content/{folder}/{document_id}/archive
        POST /content/{folder}/{document_id}/unarchive
        GET /content/{folder}/{document_id}/versions/{number}
        GET /content/{folder}/{document_id}/export.yaml
        GET /content/{folder}/{document_id}/yaml
        POST /content/{folder}/{document_id}/yaml
        GET /content/{folder}/{document_id}/tryout
        POST /content/{folder}/{document_id}/tryout/talk
        POST /content/{folder}/{document_id}/tryout/rehearsal
        GET /content/{folder}/{document_id}/tryout/{sort}
        POST /content/{folder}/{document_id}/tryout/{sort}/stop
        POST /content/rubrics/{document_id}/tryout/regrading
        POST /content/rubrics/{document_id}/tryout/agreement
        GET /content/scenarios/new-from-complaint
        POST /content/scenarios/new-from-complaint
        GET /content/scenarios/new-step-by-step
        POST /content/scenarios/new-step-by-step
        POST /content/scenarios/keep-draft
    """,
    Rule.GROUP: """
        GET /reviews/{session_id}
        GET /reviews/{session_id}/blind
        POST /reviews/{session_id}/blind
        POST /reviews/{session_id}/take
        POST /reviews/{session_id}/release
        POST /reviews/{session_id}/finish
        POST /reviews/{session_id}/parts/{subject}
        POST /reviews/{session_id}/turns/{turn}/comments
        POST /reviews/{session_id}/appeals/{appeal_id}
        GET /overview/assignments/{assignment_id}
        POST /overview/assignments/{assignment_id}/withdraw
    """,
    Rule.ADMINISTRATOR: """
        GET /admin
        GET /admin/people
        GET /admin/people/new
        POST /admin/people/new
        GET /admin/people/{account_id}
        POST /admin/people/{account_id}
        POST /admin/people/{account_id}/disable
        POST /admin/people/{account_id}/enable
        POST /admin/people/{account_id}/password
        POST /admin/people/{account_id}/sign-out
        GET /admin/groups
        POST /admin/groups
        POST /admin/groups/{group_id}
        POST /admin/groups/{group_id}/delete
        GET /admin/invitations
        POST /admin/invitations
        POST /admin/invitations/{invitation_id}/withdraw
        GET /admin/audit
        GET /admin/operations
        POST /admin/operations/models
        POST /admin/operations/gradings
        GET /overview/people/{key}/delete
        POST /overview/people/{key}/delete
    """,
}


def rule_of(route: str) -> Rule:
    """Return the rule of a route, as ``METHOD path``. Raises KeyError for a route that is not named."""
    return _BY_ROUTE[route]


def named_routes() -> frozenset[str]:
    """Return all routes of the table."""
    return frozenset(_BY_ROUTE)


_BY_ROUTE = {
    " ".join(line.split()): rule for rule, lines in RULES.items() for line in lines.splitlines() if line.strip()
}
