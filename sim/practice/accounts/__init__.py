"""Who may do what: accounts, groups, sign-ins, invitations, tokens, and the audit log that only grows."""
