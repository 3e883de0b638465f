-- The outbox: facts, written in the transaction that made them true.
create table event (
  position bigint generated always as identity primary key,
  tx       xid8 not null default pg_current_xact_id(),
  id       uuid not null default uuidv7() unique,
  station  uuid not null,
  type     text not null,
  subject  text not null,
  time     timestamptz not null default now(),
  data     jsonb not null
);
-- Readers go by (transaction, position): positions alone are not taken in the order in which they become visible.
create index event_order on event (tx, position);

create table subscriber (
  name       text primary key,
  tx         xid8 not null default '0',
  position   bigint not null default 0,
  holder     text,
  held_until timestamptz not null default '-infinity'
);

-- What could not be delivered at once: waits for its next try, or is parked for a person to look at.
create table delivery (
  subscriber text not null references subscriber (name) on delete cascade,
  position   bigint not null,
  subject    text not null,
  event      jsonb not null,
  attempts   int not null default 0,
  next_at    timestamptz not null default now(),
  parked     boolean not null default false,
  error      text,
  primary key (subscriber, position)
);
create index delivery_waiting on delivery (subscriber, subject, position) where not parked;
