"""Permissions on services and requests."""

from __future__ import annotations

from enum import StrEnum


class Permission(StrEnum):
    """`<resource>:<act>`."""

    SERVICES_READ = "services:read"
    REQUESTS_FILE = "requests:file"
    REQUESTS_FOLLOW = "requests:follow"
    REQUESTS_PROCESS = "requests:process"
    REQUESTS_SUPERVISE = "requests:supervise"
