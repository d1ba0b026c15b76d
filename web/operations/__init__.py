"""What an administrator sees of the running service, and how a trainee goes on where a model fails."""

from web.operations import admin, stand_ins

PAGES = (stand_ins, admin)
