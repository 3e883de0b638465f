-- One row per rendition of a track. Totals are kept once it is complete, so that nobody counts millions of segments.
create table flow (
  id uuid primary key,
  station uuid not null,
  source uuid not null,
  kind text not null check (kind in ('video', 'audio')),
  role text not null check (role in ('ladder', 'preview')),
  name text not null,
  codec text not null,
  width int,
  height int,
  frame_rate_num int,
  frame_rate_den int,
  channels int,
  sample_rate int,
  language text,
  timescale int not null,
  origin_ticks bigint not null,
  state text not null default 'growing' check (state in ('growing', 'complete')),
  init_object text,
  init_bytes int,
  init_sha256 text,
  segments int not null default 0,
  bytes bigint not null default 0,
  ticks bigint not null default 0,
  drop_at timestamptz,
  created_at timestamptz not null default now()
);
create index flow_source on flow (source);
create index flow_station on flow (station);
create index flow_drop_at on flow (drop_at) where drop_at is not null;
create index flow_init_object on flow using hash (init_object);

create table segment (
  flow uuid not null references flow on delete cascade,
  sequence int not null,
  bytes int not null,
  station uuid not null,
  start_ticks bigint not null,
  duration_ticks int not null,
  sha256 bytea not null,
  object text not null,
  primary key (flow, sequence)
);
-- Only ever asked whether anything still refers to an object.
create index segment_object on segment using hash (object);

-- Sources of which something can be played, so that this is told once.
create table playable (
  source uuid primary key,
  station uuid not null
);

-- Objects whose rows are gone and which are still to be deleted; survives a crash in between.
create table doomed (
  object text primary key,
  station uuid not null,
  flow uuid not null
);
create index doomed_flow on doomed (flow);
