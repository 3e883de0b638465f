-- Which object store the rows of this database speak of: one, for all nodes.
create table object_store (
  only_one boolean primary key default true check (only_one),
  name     text not null
);
