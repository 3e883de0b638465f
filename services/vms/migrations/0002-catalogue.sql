-- Instants that pages continue from are kept as exactly as cursors carry them.
alter table asset
  add column deleted_at timestamptz,
  add column deleted_by text,
  alter column created_at type timestamptz(3),
  alter column updated_at type timestamptz(3);

-- All pairs of neighbouring characters of a text, so that a part of it is found by an index, in Chinese as in English:
-- two characters are a word there, too short for trigrams.
create function pairs(words text) returns text[] language sql immutable parallel safe as $$
  select coalesce(array_agg(distinct pair), '{}') from (
    select c || lead(c) over (order by n) as pair
    from string_to_table(lower(words), null) with ordinality as t(c, n)) p
  where pair is not null
$$;
-- Those, and the characters by themselves.
create function grams(words text) returns text[] language sql immutable parallel safe as $$
  select coalesce(array_agg(distinct gram), '{}') from (
    select unnest(array[c, c || lead(c) over (order by n)]) as gram
    from string_to_table(lower(words), null) with ordinality as t(c, n)) g
  where gram is not null
$$;

drop index asset_newest, asset_title, asset_longest, asset_tags;
create index asset_newest on asset (station, created_at, id) where deleted_at is null;
create index asset_title on asset (station, title, id) where deleted_at is null;
create index asset_longest on asset (station, coalesce(duration_seconds, 0), id) where deleted_at is null;
create index asset_changed on asset (station, updated_at, id) where deleted_at is null;
create index asset_state on asset (station, state, created_at, id) where deleted_at is null;
create index asset_column on asset (station, "column", created_at, id) where deleted_at is null;
create index asset_by on asset (station, created_by, created_at, id) where deleted_at is null;
create index asset_error on asset (station, created_at, id) where deleted_at is null and error is not null;
create index asset_tags on asset using gin (tags) where deleted_at is null;
create index asset_text on asset using gin (grams(title || E'\n' || description || E'\n' || file_name));
create index asset_bin on asset (station, deleted_at, id) where deleted_at is not null;

-- What a station has settled for itself; without a row the defaults hold.
create table settings (
  station  uuid primary key,
  bin_days int not null default 30 check (bin_days between 1 and 3650)
);
