create table comment (
  id          uuid primary key default uuidv7(),
  station     uuid not null,
  asset       uuid not null references asset (id) on delete cascade,
  reply_to    uuid references comment (id) on delete cascade,
  kind        text not null check (kind in ('comment', 'marker')),
  text        text not null,
  in_seconds  double precision,
  out_seconds double precision,
  author_kind text not null,
  author_id   text not null,
  author_name text not null,
  created_at  timestamptz not null default now(),
  edited_at   timestamptz,
  resolved_at timestamptz,
  resolved_by text,
  version     int not null default 1
);
create index comment_asset on comment (asset, id);
create index comment_reply on comment (reply_to) where reply_to is not null;
