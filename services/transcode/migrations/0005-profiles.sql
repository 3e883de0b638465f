-- Station logos: the picture lies in the object store, here is how it lies over others.
create table logo (
  id             uuid primary key default uuidv7(),
  station        uuid not null,
  title          text not null,
  object         text not null,
  width          int not null,
  height         int not null,
  corner         text not null check (corner in ('top-left', 'top-right', 'bottom-left', 'bottom-right')),
  margin_percent float8 not null,
  width_percent  float8 not null,
  opacity        float8 not null,
  version        int not null default 1,
  created_by     text not null,
  created_at     timestamptz not null default now()
);
create index logo_station on logo (station, id);

-- Encoding profiles that a station has made; the standard one is part of the program.
create table profile (
  id         uuid primary key default uuidv7(),
  station    uuid not null,
  title      text not null,
  settings   jsonb not null,
  logo       uuid references logo,
  version    int not null default 1,
  created_by text not null,
  created_at timestamptz not null default now()
);
create index profile_station on profile (station, id);

-- What a station encodes by unless told otherwise, and what for the assets of single columns: `standard` or an id.
create table chosen_profile (
  station uuid primary key,
  profile text not null
);
create table column_profile (
  "column" uuid primary key,
  station  uuid not null,
  profile  text not null
);

-- By what the run that is at work on a source encodes: settled by its first step, for all of its steps.
create table settled_profile (
  source  uuid primary key,
  station uuid not null,
  run     uuid not null,
  profile jsonb not null
);

-- A plan from before there were profiles is one by the standard profile.
alter table plan add profile jsonb;
