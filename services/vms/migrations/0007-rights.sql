alter table asset
  add column available_from timestamptz(3),
  add column available_until timestamptz(3),
  add column rights_note text,
  add check (available_from < available_until);
create index asset_until on asset (available_until) where state = 'published' and deleted_at is null;
create index asset_from on asset (available_from) where state = 'published' and deleted_at is null;

create table share (
  id             uuid primary key default uuidv7(),
  station        uuid not null,
  asset          uuid not null references asset (id) on delete cascade,
  token_hash     bytea not null unique,
  note           text not null default '',
  created_by     text not null,
  created_at     timestamptz not null default now(),
  expires_at     timestamptz not null,
  revoked_at     timestamptz,
  views          int not null default 0,
  most_views     int,
  last_viewed_at timestamptz
);
create index share_newest on share (station, id);
create index share_asset on share (asset, id);
