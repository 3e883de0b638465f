create table asset (
  id           uuid primary key default uuidv7(),
  station      uuid not null,
  essence      uuid not null,
  file_name    text not null,
  title        text not null,
  description  text not null default '',
  tags         text[] not null default '{}',
  "column"     text,
  state        text not null default 'ingesting' check (state in ('ingesting', 'ready', 'published', 'withdrawn', 'failed')),
  playable     boolean not null default false,
  error        jsonb,
  duration_seconds double precision,
  width        int,
  height       int,
  run          uuid,
  has_poster   boolean not null default false,
  created_by   text not null,
  created_at   timestamptz not null default now(),
  updated_at   timestamptz not null default now(),
  published_at timestamptz,
  version      int not null default 1
);
create index asset_newest on asset (station, id);
create index asset_title on asset (station, title, id);
create index asset_longest on asset (station, coalesce(duration_seconds, 0), id);
create index asset_essence on asset (station, essence);
create index asset_tags on asset using gin (tags);

-- What became of each finished upload: a new asset, or the one that holds the same content.
create table upload (
  id        uuid primary key,
  station   uuid not null,
  asset     uuid not null references asset (id) on delete cascade,
  duplicate boolean not null
);
create index upload_asset on upload (asset);
