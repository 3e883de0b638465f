create table run (
  id uuid primary key default uuidv7(),
  -- the order of asking; ids may be given from outside and have none
  number bigint generated always as identity,
  station uuid not null,
  workflow text not null,
  subject text,
  title text not null,
  input jsonb not null,
  priority int not null,
  state text not null default 'waiting' check (state in ('waiting', 'running', 'done', 'failed', 'cancelled')),
  error jsonb,
  created_at timestamptz not null default clock_timestamp(),
  started_at timestamptz,
  ended_at timestamptz
);
create index run_newest on run (station, number desc);
create index run_of_subject on run (station, subject, number desc) where subject is not null;
create index run_old on run (ended_at) where ended_at is not null;

create table step (
  id uuid primary key default uuidv7(),
  station uuid not null,
  run uuid not null references run on delete cascade,
  key text not null,
  kind text not null,
  title text not null,
  queue text not null,
  priority int not null,
  weight real not null,
  input jsonb not null,
  after text[] not null,
  -- how many of `after` are not done yet
  missing int not null,
  -- the step whose result asked for this one; it goes when that one is redone
  made_by uuid references step on delete cascade,
  state text not null
    check (state in ('waiting', 'ready', 'admitted', 'running', 'done', 'failed', 'cancelled')),
  -- a failed attempt waits until then for the next
  due_at timestamptz,
  -- its entry in pg-boss, new with every admission
  job uuid,
  attempt int not null default 0,
  failures int not null default 0,
  -- attempts whose worker was lost
  losses int not null default 0,
  worker uuid,
  node text,
  progress real not null default 0,
  note text,
  output jsonb,
  error jsonb,
  cpu_seconds real,
  ready_at timestamptz,
  started_at timestamptz,
  ended_at timestamptz,
  unique (run, key)
);
create index step_ready on step (queue, station, priority desc, ready_at, id) where state = 'ready';
create index step_in_flight on step (queue, station) where state in ('admitted', 'running');
create index step_due on step (due_at) where due_at is not null;
create index step_job on step (job) where job is not null;
create index step_made_by on step (made_by) where made_by is not null;

create table step_log (
  id bigint generated always as identity primary key,
  station uuid not null,
  step uuid not null references step on delete cascade,
  attempt int not null,
  at timestamptz not null default clock_timestamp(),
  line text not null
);
create index step_log_of_step on step_log (step, id);

-- Workers belong to no station: row security shows this table to none.
create table worker (
  id uuid primary key,
  node text not null,
  pid int not null,
  slots jsonb not null,
  started_at timestamptz not null default clock_timestamp(),
  seen_at timestamptz not null default clock_timestamp()
);
