"""Auth owns people and what they may do: users, sessions, organizations, members, roles, clients, projects, keys."""
