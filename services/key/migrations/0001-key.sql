-- Goes up with everything that changes who may play: nodes forget what they know of a station when it has.
create table epoch (
  station uuid primary key,
  number bigint not null default 1
);

-- What holds for an asset, or (asset null) for all of the station's that have nothing of their own.
create table policy (
  station uuid not null,
  asset uuid,
  policy jsonb not null,
  version int not null default 1,
  updated_at timestamptz not null default now(),
  updated_by text not null,
  unique nulls not distinct (station, asset)
);

create table region (
  station uuid not null,
  name text not null,
  networks text[] not null,
  updated_at timestamptz not null default now(),
  primary key (station, name)
);

-- The station key, sealed under the secret that only nodes have; everything below called `sealed` is sealed under it.
create table station_key (
  station uuid primary key,
  sealed bytea not null,
  created_at timestamptz not null default now()
);

create table signing_key (
  id int primary key,
  station uuid not null,
  sealed bytea not null,
  created_at timestamptz not null default now()
);
create index signing_key_station on signing_key (station);

create table link (
  id uuid primary key default uuidv7(),
  station uuid not null,
  asset uuid not null,
  note text not null,
  viewer text,
  address text,
  before_publication boolean not null,
  expires_at timestamptz not null,
  created_at timestamptz not null default now(),
  created_by text not null,
  revoked_at timestamptz
);
create index link_station on link (station, id);
create index link_asset on link (asset, id);

create table session (
  id uuid primary key default uuidv7(),
  station uuid not null,
  asset uuid not null,
  link uuid references link on delete cascade,
  viewer text,
  bound_address text,
  before_publication boolean not null,
  address text not null,
  user_agent text not null,
  started_at timestamptz not null default now(),
  seen_at timestamptz not null default now(),
  expires_at timestamptz not null,
  revoked_at timestamptz
);
create index session_station on session (station, id);
create index session_asset on session (asset, id);
create index session_live on session (asset, seen_at) where revoked_at is null;
create index session_link on session (link);
create index session_expires_at on session (expires_at);

create table key_set (
  station uuid not null,
  asset uuid not null,
  number int not null,
  rotation_seconds int not null,
  origin text not null check (origin in ('made', 'imported')),
  created_at timestamptz not null default now(),
  primary key (station, asset, number)
);

-- `period` counts stretches of `rotation_seconds` for HLS; -1 is the key of Common Encryption.
create table content_key (
  station uuid not null,
  asset uuid not null,
  number int not null,
  period int not null,
  kid uuid not null,
  sealed bytea not null,
  primary key (station, asset, number, period),
  foreign key (station, asset, number) references key_set on delete cascade
);
