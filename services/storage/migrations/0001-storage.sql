create table essence (
  id         uuid primary key default uuidv7(),
  station    uuid not null,
  name       text not null,
  bytes      bigint not null check (bytes > 0),
  sha256     text not null,
  md5        text not null,
  media_type text not null,
  object     text not null unique,
  created    timestamptz not null default now(),
  checked    timestamptz,
  damaged    boolean not null default false,
  unique (station, sha256)
);
create index essence_md5 on essence (station, md5);
create index essence_newest on essence (station, id desc) include (bytes);

-- Who still needs an essence: `<service>:<id>` in the words of the service that refers.
create table reference (
  station uuid not null,
  essence uuid not null references essence (id),
  by      text not null,
  created timestamptz not null default now(),
  primary key (essence, by)
);

-- Objects that may lie in the store without an essence: being admitted, replaced or deleted, or left so by a crash.
create table leftover (
  object  text primary key,
  station uuid not null,
  since   timestamptz not null default now()
);
