-- Sources that are no more. A step that was at work on one when it went clears away what it still brought.
create table forgotten (
  source uuid primary key,
  station uuid not null,
  forgotten_at timestamptz not null default now()
);
create index forgotten_at on forgotten (forgotten_at);
