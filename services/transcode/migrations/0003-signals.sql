-- Where lies what was measured of a source while it was encoded: one row for its sound, one for its picture.
create table signals (
  source uuid not null,
  kind text not null,
  station uuid not null,
  keys jsonb not null,
  measured_at timestamptz not null default now(),
  primary key (source, kind)
);
