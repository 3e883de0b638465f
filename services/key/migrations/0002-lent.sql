-- Of sessions that the catalogue's links for guests begin: which of those links.
alter table session add column share uuid;
create index session_share on session (share) where share is not null;
