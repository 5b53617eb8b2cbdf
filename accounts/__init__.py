"""Accounts: users, roles, scopes, grants, groups, sign-in."""
