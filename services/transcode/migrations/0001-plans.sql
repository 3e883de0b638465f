-- What was found in a source and how it is to be encoded, so that every worker does the same.
create table plan (
  source uuid primary key,
  station uuid not null,
  media jsonb not null,
  probe jsonb not null,
  ladder jsonb not null,
  planned_at timestamptz not null default now()
);

create table slice (
  source uuid not null references plan on delete cascade,
  index int not null,
  station uuid not null,
  start_frame int not null,
  frames int not null,
  duration_seconds float8 not null,
  decode_from_seconds float8 not null,
  first_sequence int not null,
  segments int not null,
  primary key (source, index)
);

-- Kept apart from the plan: pictures may be there before it or be made anew.
create table pictures (
  source uuid primary key,
  station uuid not null,
  poster text,
  storyboard text,
  sheets text[] not null
);
