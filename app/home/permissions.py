"""Permissions on the house itself."""

from __future__ import annotations

from enum import StrEnum


class Permission(StrEnum):
    """`<resource>:<act>`."""

    JOBS_READ = "jobs:read"
    SETTINGS_MANAGE = "settings:manage"
