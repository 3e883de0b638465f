create table "column" (
  id         uuid primary key default uuidv7(),
  station    uuid not null,
  parent     uuid references "column" (id),
  name       text not null,
  position   int not null default 0,
  editors    uuid[],
  publishers uuid[],
  created_at timestamptz not null default now(),
  version    int not null default 1,
  unique (station, name)
);
create index column_parent on "column" (parent);

insert into "column" (station, name) select distinct station, "column" from asset where "column" is not null;
-- Assets call a column by its name, which changes with it.
alter table asset add foreign key (station, "column") references "column" (station, name)
  on update cascade on delete set null ("column");
-- What the foreign key looks for, also in the bin.
create index asset_of_column on asset (station, "column");
