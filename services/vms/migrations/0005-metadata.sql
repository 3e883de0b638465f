-- Every version of every schema; the highest is the present one.
create table schema (
  id         uuid not null default uuidv7(),
  version    int not null default 1,
  station    uuid not null,
  name       text not null,
  fields     jsonb not null,
  retired    boolean not null default false,
  created_by text not null,
  created_at timestamptz not null default now(),
  primary key (id, version)
);
create index schema_station on schema (station, id, version);

alter table asset
  add column schema uuid,
  add column schema_version int,
  add column fields jsonb not null default '{}',
  add foreign key (schema, schema_version) references schema (id, version);
create index asset_fields on asset using gin (fields jsonb_path_ops) where deleted_at is null;

-- What an asset was called and described as after each change by somebody.
create table asset_version (
  asset      uuid not null references asset (id) on delete cascade,
  version    int not null,
  station    uuid not null,
  at         timestamptz not null default now(),
  actor_kind text not null,
  actor_id   text not null,
  actor_name text not null,
  changed    text[] not null,
  said       jsonb not null,
  primary key (asset, version)
);
