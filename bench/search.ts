// Searching 1,000,000 assets: one and two characters, words, phrases, filters, pinyin as people write it, suggestions and
// facets, beside what one would take instead (`ilike` by pg_trgm on the same rows). The texts are made up: words of jieba's
// dictionary as often as they occur in Chinese, and names that are in no dictionary; 200,000 titles and 300,000
// descriptions, each used several times. In one process with the service, without HTTP.
// `node bench/search.ts [--json] [--assets 1000000] [--queries 100]`
import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { parseArgs } from 'node:util'
import { sql } from 'kysely'
import { search } from '#services/search'
import type { Asset } from '#services/vms'
import { load, percentile } from '#testing/bench-station'
import { startTestHost } from '#testing/host'
import { clusterVariable } from '#testing/postgres'
import { documentOf } from '../services/search/document.ts'
import { lexemesOf } from '../services/search/lexemes.ts'
import { quote } from '../services/search/query.ts'
import searchService from '../services/search/service.ts'

const { values: options } = parseArgs({
  options: {
    json: { type: 'boolean', default: false },
    assets: { type: 'string', default: '1000000' },
    queries: { type: 'string', default: '100' },
  },
})
const assets = Number(options.assets)
const queries = Number(options.queries)
const pools = { titles: Math.ceil(assets / 5), descriptions: Math.ceil((assets * 3) / 10) }
const peerSeconds = 10

/** The same numbers at every run. */
let seed = 20_261_122
const random = (): number => {
  seed = (Math.imul(seed, 1_664_525) + 1_013_904_223) >>> 0
  return seed / 2 ** 32
}
const pick = <T>(list: readonly T[]): T => list[Math.floor(random() * list.length)]!

const dictionary = createRequire(import.meta.url).resolve('@node-rs/jieba/dict.txt')
const lines = readFileSync(dictionary, 'utf8').split('\n')
const known = lines.flatMap((line) => {
  const [word = '', count = '0'] = line.split(' ')
  return /^\p{Script=Han}+$/u.test(word) ? [{ word, count: Number(count) }] : []
})
const sums = new Float64Array(known.length)
known.reduce((sum, { count }, i) => (sums[i] = sum + count), 0)
/** A word, as often as it occurs. */
const someWord = (): string => {
  const at = random() * sums.at(-1)!
  let [low, high] = [0, sums.length - 1]
  while (low < high) {
    const middle = (low + high) >> 1
    if (sums[middle]! < at) low = middle + 1
    else high = middle
  }
  return known[low]!.word
}
const someWords = (count: number) => Array.from({ length: count }, someWord)
const givenNames = [...'晓明国华秀兰建军志强丽娟海涛雪梅文博子轩雨桐浩然欣怡俊杰思远嘉琪'] as const
const someName = () => pick([...'王李张刘陈杨赵黄周吴徐孙']) + pick(givenNames) + pick(givenNames)

const asset = (title: string, description: string): Asset => ({
  id: '',
  title,
  description,
  tags: [],
  state: 'ready',
  playable: true,
  progress: 1,
  essence: '',
  hasPoster: true,
  createdBy: '',
  createdAt: '2026-11-22T00:00:00.000Z',
  updatedAt: '2026-11-22T00:00:00.000Z',
  version: 1,
})
const vector = (lexemes: readonly string[]) => lexemes.map(quote).join(' ')
const say = (words: string) => process.stderr.write(`${new Date().toISOString().slice(11, 19)} ${words}\n`)

delete process.env[clusterVariable]
const loadBefore = load()
const host = await startTestHost({
  services: [searchService],
  given: { vms: { columns: async () => ({ items: [] }) }, storage: {} },
  working: false,
})
const { db, call, station } = host
const run = (statement: ReturnType<typeof sql>) =>
  db.kysely.connection().execute(async (connection) => {
    await sql`set statement_timeout = 0`.execute(connection)
    await sql`set search_path = search, public`.execute(connection)
    await sql`set maintenance_work_mem = '512MB'`.execute(connection)
    return statement.execute(connection)
  })

const began = performance.now()
const seconds = () => Math.round((performance.now() - began) / 100) / 10
/** Makes texts with what they are found by, a thousand at a time. */
const fillPool = async (name: 'titles' | 'descriptions', count: number, make: () => string) => {
  await run(sql`create unlogged table ${sql.id(name)} (n int primary key, said text, texts text, syllables text, initials text,
    words tsvector, sounding tsvector)`)
  for (let n = 0; n < count; n += 1000) {
    const made = Array.from({ length: Math.min(1000, count - n) }, () => {
      const said = make()
      const isTitle = name === 'titles'
      const doc = documentOf(asset(isTitle ? said : '', isTitle ? '' : said), '', [], new Map())
      return { said, doc, words: vector(isTitle ? doc.heading : doc.described) }
    })
    await run(sql`insert into ${sql.id(name)}
      select ${n} + row_number() over () - 1, * from unnest(${made.map(({ said }) => said)}::text[],
        ${made.map(({ doc }) => doc.texts.trim())}::text[], ${made.map(({ doc }) => doc.syllables)}::text[],
        ${made.map(({ doc }) => doc.initials)}::text[], ${made.map(({ words }) => words)}::tsvector[],
        ${made.map(({ doc }) => vector(doc.sounding))}::tsvector[])`)
  }
  say(`${count} ${name} after ${seconds()} s`)
}
await fillPool('titles', pools.titles, () => someWords(4 + Math.floor(random() * 5)).join(''))
await fillPool('descriptions', pools.descriptions, () => {
  const words = someWords(20 + Math.floor(random() * 30))
  if (random() < 0.5) words.splice(Math.floor(random() * words.length), 0, someName())
  return words.map((word, i) => (i % 9 === 8 ? `${word}，` : word)).join('')
})
const labels = [...new Set(someWords(5000))].filter((word) => word.length > 1).slice(0, 540)
const labelVectors = labels.map((word) => vector(lexemesOf(word, new Map())))
await run(sql`create unlogged table labels as select n - 1 as n, said, words
  from unnest(${labels}::text[], ${labelVectors}::tsvector[]) with ordinality as l(said, words, n)`)
const { rows: indexes } = await sql<{ name: string; definition: string }>`
  select indexname as name, indexdef as definition from pg_indexes
  where schemaname = 'search' and indexname in ('document_words', 'document_title')`.execute(db.kysely)
for (const { name } of indexes) await run(sql`drop index ${sql.id(name)}`)
await run(sql`insert into document (asset, station, number, live, title, description, tags, "column", state, created_at, month,
    duration_seconds, has_poster, texts, syllables, initials, heading, labels, described, sounding)
  select uuidv7(), ${station}::uuid, k, true, t.said, d.said, array[first.said, second.said], shelf.said, (array['ready', 'published', 'published', 'withdrawn'])[1 + k % 4], at, to_char(at, 'YYYY-MM'),
    k % 3600, true, t.texts || E'\n' || first.said || E'\n' || second.said || E'\n' || shelf.said || E'\n' || d.texts,
    t.syllables, t.initials, t.words, first.words || second.words || shelf.words, d.words, t.sounding
  from generate_series(1, ${assets}::int) k
    cross join lateral (select now() - make_interval(secs => (${assets}::int - k) * 150) as at) a
    join labels first on first.n = k % 499 join labels second on second.n = k % 97
    join labels shelf on shelf.n = 500 + k % 40
    join titles t on t.n = (k::bigint * 7919) % ${pools.titles}::int
    join descriptions d on d.n = (k::bigint * 104729) % ${pools.descriptions}::int`)
say(`${assets} rows after ${seconds()} s`)
for (const { definition } of indexes) await run(sql.raw(definition))
await run(sql`insert into station (station, last_number, built_at) values (${station}, ${assets}, now())`)
await run(sql`vacuum analyze document`)
say(`indexes after ${seconds()} s`)
const builtSeconds = seconds()

/** Words as they stand in the texts, so that frequent ones are asked for more often, as people do. */
const { rows: samples } = await sql<{
  title: string
  description: string
  tag: string
  column: string
  initials: string
  syllables: string
}>`
  select title, description, tags[1] as tag, "column", initials, syllables from search.document
  where number in (select (random() * ${assets})::int from generate_series(1, ${queries})) `.execute(db.kysely)
const cut = (text: string) =>
  [...new Intl.Segmenter('zh', { granularity: 'word' }).segment(text)].map(({ segment }) => segment)
const wordsIn = (text: string, fits: (length: number) => boolean) =>
  cut(text).filter((word) => fits([...word].length) && /^\p{Script=Han}+$/u.test(word))
const at = (list: string[], i: number) => list[i % list.length] ?? '新闻'
type Sample = (typeof samples)[number]
const spelt = (syllables: string, count: number, between = '') =>
  syllables.trim().split(' ').slice(0, count).join(between)
const two = ({ title }: Sample, i: number) =>
  at(
    wordsIn(title, (length) => length === 2),
    i,
  )

const api = host.api(search)
const kinds: Record<string, (sample: Sample, i: number) => Promise<unknown>> = {
  oneCharacter: ({ title }, i) => api.find({ text: at([...title], i), limit: 20 }, call),
  twoCharacters: (sample, i) => api.find({ text: two(sample, i), limit: 20 }, call),
  longerWord: ({ description }, i) =>
    api.find(
      {
        text: at(
          wordsIn(description, (length) => length > 2),
          i,
        ),
        limit: 20,
      },
      call,
    ),
  twoWords: ({ description }, i) => {
    const words = wordsIn(description, (length) => length > 1)
    return api.find({ text: `${at(words, i)} ${at(words, i + 7)}`, limit: 20 }, call)
  },
  nameInNoDictionary: (_, i) =>
    api.find({ text: `王${givenNames[i % 30]}${givenNames[(i * 7) % 30]}`, limit: 20 }, call),
  phrase: ({ description }) => api.find({ text: `"${description.slice(4, 11)}"`, limit: 20 }, call),
  filtered: (sample, i) =>
    api.find({ text: two(sample, i), column: sample.column, state: 'published', limit: 20 }, call),
  filteredByMonth: (sample, i) =>
    api.find(
      { text: two(sample, i), tag: sample.tag, createdFrom: '2024-01-01T00:00:00Z', createdTo: '2024-07-01T00:00:00Z' },
      call,
    ),
  newestFirst: (sample, i) => api.find({ text: two(sample, i), sort: 'newest', limit: 20 }, call),
  filterAlone: ({ tag }) => api.find({ tag, limit: 20 }, call),
  initials: ({ initials }) => api.find({ text: initials.slice(0, 5), limit: 20 }, call),
  pinyin: ({ syllables }) => api.find({ text: spelt(syllables, 3), limit: 20 }, call),
  pinyinWithBlanks: ({ syllables }) => api.find({ text: spelt(syllables, 3, ' '), limit: 20 }, call),
  pinyinUnfinished: ({ syllables }) => api.find({ text: spelt(syllables, 4).slice(0, -1), limit: 20 }, call),
  pinyinMisspelt: ({ syllables }, i) => {
    const letters = spelt(syllables, 4)
    const at = 1 + (i % (letters.length - 2))
    const text = letters.slice(0, at) + letters[at + 1]! + letters[at]! + letters.slice(at + 2)
    return api.find({ text, limit: 20 }, call)
  },
  pinyinSuggestion: ({ syllables }, i) => api.suggest({ text: spelt(syllables, 3).slice(0, 2 + (i % 9)) }, call),
  suggestion: ({ title }, i) => api.suggest({ text: title.slice(0, 1 + (i % 4)) }, call),
  facets: (sample, i) => api.facets({ text: two(sample, i) }, call),
  secondPage: async (sample, i) => {
    const { next } = await api.find({ text: two(sample, i), limit: 20 }, call)
    return next && (await api.find({ text: two(sample, i), limit: 20, cursor: next }, call))
  },
}

type Figures = {
  queries: number
  p50Milliseconds: number
  p95Milliseconds: number
  worstMilliseconds: number
  failed?: number
}
const measure = async (ask: (sample: Sample, i: number) => Promise<unknown>, count: number): Promise<Figures> => {
  const took: number[] = []
  let failed = 0
  for (let i = 0; i < count; i++) {
    const start = performance.now()
    await ask(samples[i % samples.length]!, i).catch(() => (failed += 1))
    took.push(performance.now() - start)
  }
  const tenths = (value: number) => Math.round(value * 10) / 10
  return {
    queries: count,
    p50Milliseconds: tenths(percentile(took, 0.5)),
    p95Milliseconds: tenths(percentile(took, 0.95)),
    worstMilliseconds: tenths(Math.max(...took)),
    ...(failed > 0 ? { failed } : {}),
  }
}

const ours: Record<string, Figures> = {}
await measure(kinds.twoCharacters!, 10)
for (const [kind, ask] of Object.entries(kinds)) {
  ours[kind] = await measure(ask, queries)
  say(`${kind} ${JSON.stringify(ours[kind])}`)
}
const { rows: sizes } = await sql<{ name: string; bytes: number }>`
  select relname as name, pg_total_relation_size(oid)::float8 as bytes from pg_class
  where relnamespace = 'search'::regnamespace and relname in ('document', 'document_words', 'document_title')`.execute(
  db.kysely,
)

const peerBegan = performance.now()
await run(sql`create extension pg_trgm schema public`)
await run(sql`create index trigrams on document using gin ((title || E'\n' || description) public.gin_trgm_ops)`)
await run(sql`analyze document`)
const peerBuiltSeconds = Math.round((performance.now() - peerBegan) / 1000)
say(`pg_trgm after ${peerBuiltSeconds} s`)
const like = (text: string) =>
  db.across('search', async (tx) => {
    await sql`select set_config('statement_timeout', ${`${peerSeconds}s`}, true)`.execute(tx)
    return sql`select asset, title from document where station = ${station}::uuid and live
      and title || E'\n' || description ilike ${`%${text}%`} order by number desc limit 20`.execute(tx)
  })
const peerQueries = Math.min(queries, 40)
const peer: Record<string, Figures> = {
  oneCharacter: await measure(({ title }, i) => like(at([...title], i)), peerQueries),
  twoCharacters: await measure((sample, i) => like(two(sample, i)), peerQueries),
  longerWord: await measure(
    ({ description }, i) =>
      like(
        at(
          wordsIn(description, (length) => length > 2),
          i,
        ),
      ),
    peerQueries,
  ),
  nameInNoDictionary: await measure((_, i) => like(`王${givenNames[i % 30]}${givenNames[(i * 7) % 30]}`), peerQueries),
  phrase: await measure(({ description }) => like(description.slice(4, 11)), peerQueries),
}
const { rows: trigrams } = await sql<{ bytes: number }>`
  select pg_relation_size('search.trigrams')::float8 as bytes`.execute(db.kysely)
await host.close()

const report = {
  assets,
  builtSeconds,
  sizes: Object.fromEntries(sizes.map(({ name, bytes }) => [name, bytes])),
  ours,
  peer: {
    what: 'ilike on title and description by pg_trgm, the newest 20, not ranked',
    builtSeconds: peerBuiltSeconds,
    bytes: trigrams[0]!.bytes,
    givenUpAfterSeconds: peerSeconds,
    ...peer,
  },
  load: { before: loadBefore, after: load() },
}
if (options.json) process.stdout.write(`${JSON.stringify(report, undefined, 2)}\n`)
else {
  const row = (name: string, one: Figures) =>
    `${name.padEnd(20)} p50 ${one.p50Milliseconds} ms, p95 ${one.p95Milliseconds} ms, worst ${one.worstMilliseconds} ms`
  for (const [name, one] of Object.entries(ours)) process.stdout.write(`${row(name, one)}\n`)
  for (const [name, one] of Object.entries(peer)) process.stdout.write(`${row(`pg_trgm ${name}`, one)}\n`)
}
