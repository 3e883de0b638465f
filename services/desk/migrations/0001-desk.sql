-- What has been reckoned with, so that an event told twice changes nothing. `amount` is what was counted of it.
create table handled (
  station uuid not null,
  key     text not null,
  amount  double precision not null default 0,
  at      timestamptz not null default now(),
  primary key (station, key)
);
create index handled_old on handled (at);

-- Ids are given one after the other within a station (see lockStation), so that "read up to" has a meaning.
create table notice (
  id           uuid primary key default uuidv7(),
  station      uuid not null,
  at           timestamptz not null,
  kind         text not null,
  severity     text not null check (severity in ('info', 'warn', 'fail')),
  subject_kind text not null,
  subject      text not null,
  title        text not null,
  params       jsonb not null default '{}',
  -- who may know of it, beside who caused it
  scope        text not null,
  -- done by a person on purpose: no news to themselves
  deed         boolean not null default false,
  by_id        uuid,
  by_name      text,
  -- of what was made of it: who brought it may only be told afterwards
  essence      uuid
);
create index notice_newest on notice (station, id desc);
create index notice_subject on notice (station, subject, id desc);
create index notice_old on notice (at);
create index notice_unclaimed on notice (station, essence) where by_id is null and essence is not null;

-- Up to where a person has read, and single notices that stand apart from that.
create table reader (
  station uuid not null,
  person  uuid not null,
  read_to uuid not null,
  primary key (station, person)
);
create table notice_read (
  station uuid not null,
  person  uuid not null,
  notice  uuid not null references notice (id) on delete cascade,
  read    boolean not null,
  primary key (station, person, notice)
);
create index notice_read_notice on notice_read (notice);

-- Who brought an essence, which the events that follow do not say.
create table bringer (
  station uuid not null,
  essence uuid not null,
  id      uuid,
  name    text not null,
  at      timestamptz not null default now(),
  primary key (station, essence)
);
create index bringer_old on bringer (at);

create table put_off (
  station uuid not null,
  person  uuid not null,
  key     text not null,
  until   timestamptz,
  at      timestamptz not null default now(),
  primary key (station, person, key)
);

-- Cells of a quarter of an hour: hours and days of every time zone are made of whole ones.
create table tally (
  station uuid not null,
  at      timestamptz not null,
  kind    text not null,
  amount  double precision not null,
  primary key (station, at, kind)
);
create index tally_old on tally (at);

-- What was stored, once in an hour at most.
create table stock (
  station       uuid not null,
  at            timestamptz not null,
  essence_bytes bigint not null,
  segment_bytes bigint not null,
  primary key (station, at)
);

create table saved_view (
  id         uuid primary key default uuidv7(),
  station    uuid not null,
  person     uuid not null,
  by_name    text not null,
  page       text not null,
  name       text not null,
  query      text not null,
  shared     boolean not null,
  updated_at timestamptz not null default now(),
  version    int not null default 1
);
create index saved_view_of on saved_view (station, person);

-- Of the person, not of a station: no fence shows this to one.
create table preference (
  person     uuid primary key,
  settings   jsonb not null,
  changed_at timestamptz not null default now()
);
