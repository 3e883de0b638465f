create sequence touch;

-- Fingerprints, each under a number of its own, by which the index knows it. `touch` grows with every change, in the
-- order in which changes become visible (they are made one at a time), so that a node reads only what it has not seen.
create table print (
  number        bigint primary key generated always as identity,
  touch         bigint not null unique,
  station       uuid not null,
  asset         uuid not null,
  state         text not null check (state in ('ready', 'failed')),
  gone          boolean not null default false,
  shared        boolean not null default false,
  "column"      text,
  object        text,
  bytes         int not null default 0,
  frames        int not null default 0,
  sound_items   int not null default 0,
  seconds       double precision not null default 0,
  error         jsonb,
  registered_at timestamptz not null default now()
);
create unique index print_asset on print (asset) where not gone;
create index print_station on print (station, "column") where not gone;

-- What an asset shows of a source that was there before it.
create table match (
  id             uuid primary key default uuidv7(),
  station        uuid not null,
  asset          uuid not null,
  source         uuid not null,
  source_station uuid,
  seconds        double precision not null,
  score          double precision not null,
  edits          text[] not null,
  stretches      jsonb not null,
  action         text not null check (action in ('allow', 'flag', 'block', 'credit')),
  credit_line    text,
  decision       text not null default 'open' check (decision in ('open', 'cleared', 'confirmed')),
  decided_by     text,
  decided_at     timestamptz,
  note           text,
  found_at       timestamptz not null default now(),
  unique (asset, source)
);
create index match_newest on match (station, id);
create index match_source on match (station, source);

create table policy (
  id              uuid primary key default uuidv7(),
  station         uuid not null,
  kind            text not null check (kind in ('default', 'column', 'asset', 'shared')),
  -- The column's name or the asset's id; empty for the other kinds.
  value           text not null default '',
  action          text not null check (action in ('allow', 'flag', 'block', 'credit')),
  minimum_seconds double precision not null,
  credit_line     text,
  share           boolean not null default false,
  note            text,
  updated_at      timestamptz not null default now(),
  updated_by      text not null,
  unique (station, kind, value)
);

-- The index as it was after a change, so that a node need not read every fingerprint when it starts.
create table snapshot (
  touch   bigint primary key,
  object  text not null,
  made_at timestamptz not null default now()
);
