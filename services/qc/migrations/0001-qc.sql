-- Templates that a station has made; the built-in ones are part of the program.
create table template (
  id            uuid primary key default uuidv7(),
  station       uuid not null,
  title         text not null,
  stops_publish text not null check (stops_publish in ('never', 'fail', 'warn')),
  rules         jsonb not null,
  version       int not null default 1,
  created_by    text not null,
  created_at    timestamptz not null default now()
);
create index template_station on template (station, id);

-- What a station judges by unless told otherwise: a built-in name or the id of one of its own.
create table choice (
  station  uuid primary key,
  template text not null
);

-- The latest judgement of each asset. Its id grows with time, so that the newest come first.
create table report (
  asset            uuid primary key,
  id               uuid not null default uuidv7(),
  station          uuid not null,
  essence          uuid,
  template         text not null,
  template_title   text not null,
  stops_from       text not null check (stops_from in ('never', 'fail', 'warn')),
  verdict          text not null check (verdict in ('pass', 'warn', 'fail')),
  findings         jsonb not null,
  duration_seconds double precision not null,
  rate_num         int not null,
  rate_den         int not null,
  loudness         jsonb,
  judged_at        timestamptz not null default now()
);
create index report_newest on report (station, id);
create index report_verdict on report (station, verdict, id);

-- Findings that somebody lets pass. Kept apart from the report, so that judging again does not ask them again.
create table waiver (
  asset   uuid not null,
  finding text not null,
  station uuid not null,
  reason  text not null,
  by      text not null,
  at      timestamptz not null default now(),
  primary key (asset, finding)
);

-- What mending an asset has made; the run keeps a step that is done again from making it twice.
create table mending (
  run     uuid primary key,
  asset   uuid not null,
  made    uuid not null,
  station uuid not null,
  fixes   text[] not null,
  by      text not null,
  made_at timestamptz not null default now()
);
create index mending_asset on mending (asset, run);
