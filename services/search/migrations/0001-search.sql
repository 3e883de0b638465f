-- What is known of the index of a station. Every change of its dictionary is a version of it.
create table station (
  station       uuid primary key,
  last_number   int not null default 0,
  words_version int not null default 0,
  run           uuid,
  built_at      timestamptz
);

-- What an asset is found by. `number` grows with every new asset of a station: the newest are looked at first. `turn`
-- grows whenever somebody begins to index it, and only the last who began writes. `title` and the other vectors hold lexemes of
-- our own making, without places; `texts` is what phrases are looked for in, folded, the title being its first line.
create table document (
  asset            uuid primary key,
  station          uuid not null,
  number           int not null,
  turn             int not null default 1,
  live             boolean not null default false,
  checked_at       timestamptz not null default now(),
  title            text not null default '',
  description      text not null default '',
  tags             text[] not null default '{}',
  "column"         text,
  details          jsonb not null default '[]',
  state            text not null default '',
  created_at       timestamptz(3) not null default now(),
  month            text not null default '',
  duration_seconds double precision,
  has_poster       boolean not null default false,
  texts            text not null default '',
  syllables        text not null default '',
  initials         text not null default '',
  heading          tsvector not null default '',
  labels           tsvector not null default '',
  described        tsvector not null default '',
  spoken           tsvector not null default '',
  noted            tsvector not null default '',
  sounding         tsvector not null default '',
  unique (station, number)
);
create index document_column on document (station, "column");
create index document_checked on document (station, checked_at);

-- What assets are chosen by beside words: station, age, state, column, tags and month. As lexemes they are met with the words within
-- one index, so that a frequent word among a few assets costs no more than a rare one. 4,096 numbers are a block.
create function marks(station uuid, number int, state text, "column" text, tags text[], month text, spoken boolean, noted boolean)
returns tsvector language sql immutable parallel safe as $$
  select array_to_tsvector(array_remove(array[
    '@' || station, '#' || station || ':' || (number >> 12), '+' || station || ':' || (number >> 16),
    's:' || state, 'c:' || "column", 'm:' || month,
    case when spoken then '?spoken' end, case when noted then '?noted' end]
    || (select array_agg('t:' || tag) from unnest(tags) tag), null))
$$;

create index document_words on document using gin
  ((heading || labels || described || spoken || noted || sounding
    || marks(station, number, state, "column", tags, month, length(spoken) > 0, length(noted) > 0)))
  with (gin_pending_list_limit = 512) where live;
create index document_title on document using gin
  ((heading || sounding
    || marks(station, number, state, "column", tags, month, length(spoken) > 0, length(noted) > 0)))
  with (gin_pending_list_limit = 512) where live;

-- Texts of an asset that belong to moments of it, or stand beside it: subtitles, comments, markers. A passage is a handful of
-- neighbouring cues. They are looked at in assets that were found already.
create table passage (
  asset   uuid not null,
  source  text not null,
  place   int not null,
  station uuid not null,
  kind    text not null check (kind in ('subtitle', 'comment', 'marker')),
  cues    jsonb not null,
  texts   text not null,
  words   tsvector not null,
  primary key (asset, source, place)
);

-- Tags and columns that were ever seen, for suggestions; whether one is still used is looked up when it is suggested.
create table label (
  station   uuid not null,
  kind      text not null check (kind in ('tag', 'column')),
  label     text not null,
  folded    text not null,
  syllables text not null,
  initials  text not null,
  primary key (station, kind, label)
);

-- Words of a station that no dictionary knows.
create table word (
  id       uuid primary key default uuidv7(),
  station  uuid not null,
  word     text not null,
  folded   text not null,
  added_by text not null,
  added_at timestamptz not null default now(),
  unique (station, folded)
);
