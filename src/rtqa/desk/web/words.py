"""The desk's own words by what they stand for: states, roles, kinds of decisions, kinds of objects."""

from __future__ import annotations

STATES = {
    "gathering": "desk-page.state-gathering",
    "asks-plan": "desk-page.state-asks-plan",
    "asks-protocol": "desk-page.state-asks-protocol",
    "beside": "desk-page.state-beside",
    "queued": "desk-page.state-queued",
    "checking": "desk-page.state-checking",
    "checked": "desk-page.state-checked",
    "failed": "desk-page.state-failed",
    "sent-back": "desk-page.state-sent-back",
    "half-signed": "desk-page.state-half-signed",
    "signed": "desk-page.state-signed",
}

ROLES = {
    "reader": "desk-page.role-reader",
    "physicist": "desk-page.role-physicist",
    "physician": "desk-page.role-physician",
    "admin": "desk-page.role-admin",
    "sender": "desk-page.role-sender",
}

DECISIONS = {
    "accept": "desk-page.kind-accept",
    "assign": "desk-page.kind-assign",
    "send-back": "desk-page.kind-send-back",
    "sign": "desk-page.kind-sign",
}
