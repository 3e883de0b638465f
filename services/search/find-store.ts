import { sql, type RawBuilder } from 'kysely'
import type { Cue, HitKind } from './contract.ts'
import { allOf, anyOf, quote } from './query.ts'
import type { Db, Detail, PassageKind, Tx } from './store.ts'

/** Which assets of which station are looked at, beside the words. */
export type Scope = {
  station: string
  states: string[]
  /** Undefined: of every column and of none. */
  columns: string[] | undefined
  tags: string[]
  kinds: HitKind[]
  createdFrom: string | undefined
  createdTo: string | undefined
  /** Only what the public may find and know. */
  publicly: boolean
}

/** What is looked for, as `tsquery`s: `words` must hold, of what is `without` nothing may. */
export type Wish = {
  words: string
  without: string[]
  /** These stand in the texts as they are. */
  phrases: string[]
  /** One of these is how the title sounds. */
  sounds: { syllables: string[]; initials: string[] } | undefined
}

const marks = sql`marks(station, number, state, "column", tags, month, length(spoken) > 0, length(noted) > 0)`
/** Word for word what the two indexes are made of. */
const indexed = {
  everywhere: sql`(heading || labels || described || spoken || noted || sounding || ${marks})`,
  title: sql`(heading || sounding || ${marks})`,
}
export type Where = keyof typeof indexed

const seen = sql`(heading || labels || described || spoken)`
const inPassage = (kind: PassageKind, words: string) =>
  sql`exists (select from passage p where p.asset = document.asset and p.kind = ${kind} and p.words @@ ${words}::tsquery)`

/** Whether the words are all found in one kind of place. */
const foundIn = (kind: HitKind, words: string): RawBuilder<unknown> => {
  const all = sql`${words}::tsquery`
  if (kind === 'title') return sql`(heading || sounding) @@ ${all}`
  if (kind === 'label') return sql`labels @@ ${all}`
  if (kind === 'description') return sql`described @@ ${all}`
  if (kind === 'subtitle') return sql`spoken @@ ${all}`
  if (kind === 'detail') {
    return sql`(noted @@ ${all} and not ${inPassage('comment', words)} and not ${inPassage('marker', words)})`
  }
  return sql`(noted @@ ${all} and ${inPassage(kind, words)})`
}

const phraseIn = (phrase: string, publicly: boolean) => sql`(strpos(texts, ${phrase}) > 0 or exists (
  select from passage p where p.asset = document.asset and strpos(p.texts, ${phrase}) > 0
    and (p.kind = 'subtitle' or not ${publicly})))`

const soundsLike = ({ syllables, initials }: NonNullable<Wish['sounds']>) => sql`(
  exists (select from unnest(${syllables}::text[]) s where strpos(syllables, s) > 0)
  or exists (select from unnest(${initials}::text[]) i where strpos(initials, i) > 0))`

/** What the index cannot say, of the few that it lets through. */
const conditions = (scope: Scope, wish: Wish): RawBuilder<unknown>[] => [
  sql`station = ${scope.station}::uuid and live`,
  ...(scope.createdFrom === undefined ? [] : [sql`created_at >= ${scope.createdFrom}::timestamptz`]),
  ...(scope.createdTo === undefined ? [] : [sql`created_at < ${scope.createdTo}::timestamptz`]),
  ...wish.phrases.map((phrase) => phraseIn(phrase, scope.publicly)),
  ...(wish.sounds ? [soundsLike(wish.sounds)] : []),
  ...(wish.words !== '' && scope.kinds.length > 0
    ? [
        sql`(${sql.join(
          scope.kinds.map((kind) => foundIn(kind, wish.words)),
          sql` or `,
        )})`,
      ]
    : []),
  ...(wish.words !== '' && scope.publicly ? [sql`${seen} @@ ${wish.words}::tsquery`] : []),
]

const mark = (prefix: string, values: readonly (string | number)[]) =>
  values.length === 0 ? [] : [anyOf(values.map((value) => quote(`${prefix}${value}`)))]

/** The months an asset can be of, where that narrows it: at most two years of them. */
const monthsOf = ({ createdFrom, createdTo }: Scope): string[] => {
  if (createdFrom === undefined) return []
  const [from, to] = [new Date(createdFrom), new Date(createdTo ?? Date.now() + 86_400_000)]
  const first = from.getUTCFullYear() * 12 + from.getUTCMonth()
  const count = to.getUTCFullYear() * 12 + to.getUTCMonth() - first + 1
  if (!(count > 0 && count <= 24)) return []
  return Array.from({ length: count }, (_, i) => {
    const [year, month] = [Math.floor((first + i) / 12), ((first + i) % 12) + 1]
    return `${year}-${String(month).padStart(2, '0')}`
  })
}

const tsqueryOf = (scope: Scope, wish: Wish, age: string[]): string =>
  allOf([
    quote(`@${scope.station}`),
    ...mark('s:', scope.publicly ? ['published'] : scope.states),
    ...(scope.columns === undefined ? [] : mark('c:', scope.columns)),
    ...mark('t:', scope.tags),
    ...mark('m:', monthsOf(scope)),
    ...(scope.kinds.length > 0 && scope.kinds.every((kind) => kind === 'subtitle') ? [quote('?spoken')] : []),
    ...age,
    ...(wish.words === '' ? [] : [`(${wish.words})`]),
    ...wish.without.map((one) => `!(${one})`),
  ])

const blockBits = 12
const greatBits = 16

/** Stretches of numbers from `last` down, each about eight times as long as the one before, and the marks that lead there. */
const rings = (station: string, last: number): { below: number; from: number; age: string[] }[] => {
  const block = last >> blockBits
  const great = last >> greatBits
  const ring = (below: number, from: number, prefix: string, first: number, count: number) => {
    const values = Array.from({ length: count }, (_, i) => first - i).filter((value) => value >= 0)
    return { below, from: Math.max(0, from), age: mark(`${prefix}${station}:`, values) }
  }
  const near = ring(last + 1, (block - 1) << blockBits, '#', block, 2)
  const far = ring(near.from, (great - 1) << greatBits, '+', great, 2)
  const farther = ring(far.from, (great - 9) << greatBits, '+', great - 2, 8)
  const rest = { below: farther.from, from: 0, age: [] }
  return [near, far, farther, rest].filter(({ below, from }) => below > from)
}

/** How the planner is to look: by the index, as it is meant; for so little, compiling the query takes longest. */
export const settle = (tx: Tx) =>
  sql`select set_config('enable_seqscan', 'off', true), set_config('jit', 'off', true), set_config('work_mem', '32MB', true)`.execute(
    tx,
  )

/** The newest `most` assets that fit, as numbers, the newest first; looked for where the newest are, then farther back. */
export const newest = async (
  db: Db,
  where: Where,
  scope: Scope,
  wish: Wish,
  { last, most }: { last: number; most: number },
): Promise<number[]> => {
  const found: number[] = []
  if (scope.columns?.length === 0) return found
  for (const { below, from, age } of rings(scope.station, last)) {
    // `number + 0`: the index on numbers would otherwise be walked through for want of something better.
    const { rows } = await sql<{ number: number }>`
      select number from document where ${indexed[where]} @@ ${tsqueryOf(scope, wish, age)}::tsquery
        and number + 0 < ${below} and number + 0 >= ${from} and ${sql.join(conditions(scope, wish), sql` and `)}
      order by number + 0 desc limit ${most - found.length}`.execute(db)
    found.push(...rows.map(({ number }) => number))
    if (found.length >= most) break
  }
  return found
}

const mostTitles = 400
/** Folded titles that fit any of some `tsquery`s, and how they sound: some of each, in no order. */
export const titlesLike = async (
  db: Db,
  scope: Scope,
  ways: readonly string[],
): Promise<{ title: string; syllables: string }[]> => {
  if (ways.length === 0 || scope.columns?.length === 0) return []
  const each = Math.min(100, Math.ceil(mostTitles / ways.length))
  const wish: Wish = { words: '', without: [], phrases: [], sounds: undefined }
  const asked = ways.map((words) => tsqueryOf(scope, { ...wish, words }, []))
  // One by one the ways are short to look up: an index asked for all at once tries each title with each of them.
  const { rows } = await sql<{ title: string; syllables: string }>`
    select fitting.* from unnest(${asked}::text[]) way, lateral (
      select split_part(texts, E'\n', 1) as title, syllables from document
      where ${indexed.title} @@ way::tsquery and ${sql.join(conditions(scope, wish), sql` and `)} limit ${each}) fitting`.execute(
    db,
  )
  return rows
}

/** How many of the newest assets of a station have each of some words, and how many those assets are. */
export const countAmongNewest = async (
  db: Db,
  scope: Scope,
  last: number,
  words: readonly string[],
): Promise<{ counts: number[]; of: number }> => {
  const [near] = rings(scope.station, last)
  if (!near) return { counts: words.map(() => 0), of: 0 }
  const counts: number[] = []
  for (const one of words) {
    const asked = allOf([quote(`@${scope.station}`), ...near.age, `(${one})`])
    const { rows } = await sql<{ count: number }>`
      select count(*)::int as count from document
      where ${indexed.everywhere} @@ ${asked}::tsquery and live`.execute(db)
    counts.push(rows[0]!.count)
  }
  return { counts, of: last - near.from + 1 }
}

/** A word that is ranked: what it is found by, how it stands as a word of its own, and how much it weighs. */
export type Weighed = { words: string; word: string; weight: number }
export type Ranked = { asset: string; number: number; score: number }

/** Title before tags and column before description before all else; a word of its own before a part of one. */
const levelOf = ({ words, word, weight }: Weighed, publicly: boolean) => {
  const [all, own] = [sql`${words}::tsquery`, sql`${word}::tsquery`]
  const staff = publicly ? sql`` : sql`when noted @@ ${all} then 1`
  return sql`${weight}::float8 * case
    when heading @@ ${all} then case when heading @@ ${own} then 10 else 8 end
    when sounding @@ ${all} then 6
    when labels @@ ${all} then case when labels @@ ${own} then 5 else 4 end
    when described @@ ${all} then case when described @@ ${own} then 2.5 else 2 end
    when spoken @@ ${all} then 1 ${staff} else 0 end`
}

/** The best of some assets, from after a place in their order; among equals the newest comes first. */
export const best = async (
  db: Db,
  { station, publicly }: Scope,
  { numbers, weighed, whole }: { numbers: number[]; weighed: Weighed[]; whole: string },
  { after, limit }: { after: { score: number; asset: string } | undefined; limit: number },
): Promise<Ranked[]> => {
  const title = sql`split_part(texts, E'\n', 1)`
  const place = after
    ? sql`where (score, number) < (${after.score}::float8,
        coalesce((select number from document where asset = ${after.asset}::uuid), 0))`
    : sql``
  const { rows } = await sql<Ranked>`
    select asset, number, score from (
      select asset, number, round((${sql.join(
        weighed.map((one) => levelOf(one, publicly)),
        sql` + `,
      )}
        + case when ${whole} = '' then 0 when ${title} = ${whole} then 5 when strpos(${title}, ${whole}) = 1 then 3.5
          when strpos(${title}, ${whole}) > 0 then 3 when strpos(texts, ${whole}) > 0 then 0.5 else 0 end)::numeric, 3)::float8
        as score
      from document where station = ${station}::uuid and live and number = any(${numbers}::int[])) r
    ${place} order by score desc, number desc limit ${limit}`.execute(db)
  return rows
}

export type FacetRow = { state: string; column: string | null; tags: string[]; month: string; kinds: HitKind[] }

/** What some assets are, and where the words were found in them. */
export const facetsOf = async (
  db: Db,
  station: string,
  numbers: number[],
  words: string,
  kinds: readonly HitKind[],
): Promise<FacetRow[]> => {
  const found =
    words === ''
      ? sql`'{}'::text[]`
      : sql`array_remove(array[${sql.join(kinds.map((kind) => sql`case when ${foundIn(kind, words)} then ${kind}::text end`))}], null)`
  const { rows } = await sql<FacetRow>`
    select state, "column", tags, month, ${found} as kinds from document
    where station = ${station}::uuid and live and number = any(${numbers}::int[])`.execute(db)
  return rows
}

export type Shown = {
  asset: string
  number: number
  title: string
  description: string
  tags: string[]
  column: string | null
  details: Detail[]
  state: string
  created_at: Date
  duration_seconds: number | null
  has_poster: boolean
}
/** What is shown of some assets. */
export const showDocuments = async (db: Db, station: string, assets: readonly string[]): Promise<Shown[]> => {
  const { rows } = await sql<Shown>`
    select asset, number, title, description, tags, "column", details, state, created_at, duration_seconds, has_poster
    from document where station = ${station}::uuid and live and asset = any(${assets}::uuid[])`.execute(db)
  return rows
}

export type FoundPassage = { asset: string; source: string; kind: PassageKind; cues: Cue[] }
/** Passages of some assets that have any of the words, at most `each` of one asset, from their beginning on. */
export const passagesSaying = async (
  db: Db,
  station: string,
  { assets, words, kinds, each }: { assets: readonly string[]; words: string; kinds: PassageKind[]; each: number },
): Promise<FoundPassage[]> => {
  const { rows } = await sql<FoundPassage>`
    select p.* from unnest(${assets}::uuid[]) a, lateral (
      select asset, source, kind, cues from passage
      where asset = a and station = ${station}::uuid and kind = any(${kinds}::text[]) and words @@ ${words}::tsquery
      order by source, place limit ${each}) p`.execute(db)
  return rows
}
