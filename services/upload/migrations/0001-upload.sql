create table upload (
  id              uuid primary key default uuidv7(),
  station         uuid not null,
  name            text not null,
  media_type      text not null,
  bytes           bigint check (bytes > 0),
  -- What staging was last seen to hold; staging itself is the truth.
  received        bigint not null default 0,
  state           text not null default 'receiving' check (state in ('receiving', 'finished', 'terminated')),
  -- tus concatenation: a part of another upload, or one made of parts.
  concat          text check (concat in ('partial', 'final')),
  parts           uuid[],
  metadata_header text not null,
  metadata        jsonb not null,
  started_by      jsonb not null,
  -- Where storage wants the bytes to lie.
  object          text,
  -- Whether there may still be something to discard in staging.
  staged          boolean not null default true,
  sha256          text,
  md5             text,
  essence         uuid,
  created         timestamptz not null default now(),
  touched         timestamptz not null default now(),
  expires         timestamptz not null
);
create index upload_newest on upload (station, id desc);
create index upload_open on upload (touched) where state = 'receiving';
create index upload_expiring on upload (expires) where staged;
create index upload_terminated on upload (touched) where state = 'terminated';
