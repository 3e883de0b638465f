-- Tenants. A station may stand below another: province → city → county.
create table station (
  id          uuid primary key default uuidv7(),
  parent      uuid references station (id),
  name        text not null,
  quota_bytes bigint,
  created_at  timestamptz not null default now(),
  version     int not null default 1
);
create index station_parent on station (parent);

-- Logins and passwords: one per person in the whole house, whatever stations they belong to.
create table person (
  id            uuid primary key default uuidv7(),
  login         text not null unique check (login = lower(login)),
  password_hash text not null,
  must_change   boolean not null,
  created_at    timestamptz not null default now()
);

-- Who belongs to which station. Everything a station may say of a person is said per station.
create table membership (
  station    uuid not null references station (id),
  person     uuid not null references person (id),
  login      text not null,
  name       text not null,
  role       text not null,
  disabled   boolean not null default false,
  created_at timestamptz not null default now(),
  seen_at    timestamptz,
  primary key (station, person)
);
create unique index membership_login on membership (station, login);
create index membership_person on membership (person, created_at, station);

create table session (
  token_hash bytea primary key,
  person     uuid not null references person (id) on delete cascade,
  began_at   timestamptz not null default now(),
  seen_at    timestamptz not null default now(),
  ip         text not null,
  user_agent text not null
);
create index session_person on session (person, began_at);
create index session_seen on session (seen_at);

create table api_key (
  id           uuid primary key default uuidv7(),
  station      uuid not null references station (id),
  name         text not null,
  scopes       text[] not null,
  prefix       text not null unique,
  secret_hash  bytea not null,
  created_by   text not null,
  created_at   timestamptz not null default now(),
  last_used_at timestamptz,
  expires_at   timestamptz
);
create index api_key_station on api_key (station, id);

-- Failed and running attempts to sign in, per account and per address.
create table attempt (
  key       text primary key,
  failures  int not null,
  failed_at timestamptz not null default now(),
  until     timestamptz not null
);
create index attempt_age on attempt (failed_at);

create table audit (
  id         uuid primary key default uuidv7(),
  station    uuid not null,
  at         timestamptz not null default now(),
  actor_kind text not null,
  actor_id   text not null,
  actor_name text not null,
  action     text not null,
  subject    text not null,
  before     jsonb,
  after      jsonb
);
create index audit_newest on audit (station, id);
create index audit_subject on audit (station, subject, id);
-- The usual fence would let a station's transactions change and delete its rows: the trail is read and added to, no more.
alter table audit enable row level security;
create policy station on audit to rongmei_station using (station = current_setting('rongmei.station')::uuid);
grant select, insert on audit to rongmei_station;
