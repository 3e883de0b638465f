-- Tells the poster of an asset from the one it had before, so that pages do not show that one again.
alter table asset add poster text;
