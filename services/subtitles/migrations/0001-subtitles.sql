-- Timed text of assets: subtitles, captions and chapters. The cues of a track change as a whole.
create table track (
  id         uuid primary key default uuidv7(),
  station    uuid not null,
  asset      uuid not null,
  kind       text not null check (kind in ('subtitles', 'captions', 'chapters')),
  language   text not null,
  label      text not null,
  is_default boolean not null default false,
  shown      boolean not null default true,
  origin     text not null check (origin in ('upload', 'embedded', 'editor')),
  -- Which of the tracks in the file it came out of, so that taking them out again makes no second one.
  stream     text,
  format     text,
  encoding   text,
  cues       jsonb not null,
  cue_count  int not null,
  created_by text not null,
  created_at timestamptz not null default now(),
  changed_by text not null,
  changed_at timestamptz not null default now(),
  version    int not null default 1
);
create index track_asset on track (asset, id);
create unique index track_stream on track (asset, stream) where stream is not null;
