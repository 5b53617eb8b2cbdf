"""The ground floor: session, unit of work, events, jobs, actor, access, clock, errors, page kit."""
