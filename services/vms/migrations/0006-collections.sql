create table collection (
  id          uuid primary key default uuidv7(),
  station     uuid not null,
  title       text not null,
  description text not null default '',
  created_by  text not null,
  created_at  timestamptz not null default now(),
  updated_at  timestamptz not null default now(),
  version     int not null default 1
);
create index collection_newest on collection (station, id);

create table collected (
  collection uuid not null references collection (id) on delete cascade,
  asset      uuid not null references asset (id) on delete cascade,
  station    uuid not null,
  -- With room between neighbours, so that putting one between two moves no others.
  place      double precision not null,
  added_by   text not null,
  added_at   timestamptz not null default now(),
  primary key (collection, asset)
);
create index collected_order on collected (collection, place, asset);
create index collected_asset on collected (asset);

-- The first asset is `kind` of the second.
create table relation (
  asset      uuid not null references asset (id) on delete cascade,
  "to"       uuid not null references asset (id) on delete cascade,
  kind       text not null,
  station    uuid not null,
  created_by text not null,
  created_at timestamptz not null default now(),
  primary key (asset, "to", kind),
  check (asset <> "to")
);
create index relation_to on relation ("to");
