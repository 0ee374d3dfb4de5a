later-edition = The archive was made by a later edition of rtqa: install that one.
no-database = The archive is damaged, or is no archive: restore it from a backup.
away = The database does not answer, or does not let the desk in: see database in desk.toml.
