-- Why an asset must not be published for now, by the service that says so.
create table hold (
  asset   uuid not null references asset (id) on delete cascade,
  by      text not null,
  station uuid not null,
  title   text not null,
  since   timestamptz not null default now(),
  primary key (asset, by)
);
