"""Backups: everything that the database and the folder of files hold, in one archive of either database's."""
