-- First answers to requests that carried an Idempotency-Key; kept for a day.
create table idempotency (
  station   uuid not null,
  actor     uuid not null,
  operation text not null,
  key       text not null,
  request   text not null,
  answer    jsonb,
  began     timestamptz not null default now(),
  primary key (station, actor, operation, key)
);
create index idempotency_age on idempotency (began);
