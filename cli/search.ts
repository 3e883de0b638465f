import { Problem } from '#backbone'
import { client } from '#backbone/client'
import { search, type Found, type Marked, type Place } from '#services/search'
import { reachStation, stationFlags } from './station.ts'
import { keyFor } from './token.ts'
import { misused, Refusal, verb } from './verb.ts'

const patienceMilliseconds = 30_000
const mostAsked = 200

export default verb({
  usage: 'WORDS… [--limit N] [--json] [--data DIR | --port N]',
  about: [
    'Finds assets by what is written and said in them, the best first, with the place and the moment.',
    '按标题、标签、简介、字幕和批注查找素材，并给出命中的时间点。',
    '',
    'Words in one pair of double quotes are found as they stand; -word leaves out what has it.',
    'The station is the one that runs on DIR, or on port N, or at RONGMEI_URL with the key RONGMEI_TOKEN.',
    'Exit status 0 whether or not anything was found.',
  ].join('\n'),
  flags: {
    limit: { type: 'string', value: 'N', help: `At most so many assets, up to ${mostAsked} (20)` },
    json: { type: 'boolean', help: 'What was found as one JSON object' },
    ...stationFlags,
  },
  takesWords: true,
  async run({ flags, words, env }) {
    if (words.length === 0) throw misused('say what to search for')
    const limit = Number(flags.limit ?? 20)
    if (!Number.isInteger(limit) || limit < 1 || limit > mostAsked) throw misused(`--limit is 1 to ${mostAsked}`)
    const text = words.join(' ')
    const reach = reachStation(flags, env)
    const key = await keyFor(reach, { name: 'rongmei search', scopes: ['assets:read', 'keys:manage'] })
    try {
      const station = client(search, { origin: reach.origin, token: key.token })
      const found = await station.find({ text, limit }, { signal: AbortSignal.timeout(patienceMilliseconds) })
      const { next, ...told } = found
      const answer = { text, ...told, more: next !== undefined }
      process.stdout.write(flags.json ? `${JSON.stringify(answer, undefined, 2)}\n` : asText(found.items))
      return 0
    } catch (cause) {
      throw cause instanceof Problem ? new Refusal(cause.message) : cause
    } finally {
      await key.giveBack()
    }
  },
})

const asText = (items: readonly Found[]): string =>
  items.length === 0
    ? 'Nothing was found (未找到)\n'
    : items
        .map(
          ({ id, title, state, places }) => `${id}  ${state.padEnd(9)}  ${shown(title)}\n${places.map(line).join('')}`,
        )
        .join('')

const line = (place: Place) =>
  `    ${place.inSeconds === undefined ? place.kind : clock(place.inSeconds)}  ${shown(place)}\n`

/** A text with what was found in it between marks that need no colours. */
const shown = ({ text, marks }: Pick<Marked, 'text' | 'marks'>): string => {
  let at = 0
  const parts = marks.map(({ from, to }) => {
    const part = `${text.slice(at, from)}«${text.slice(from, to)}»`
    at = to
    return part
  })
  return parts.join('') + text.slice(at)
}

const clock = (seconds: number): string => {
  const pair = (value: number) => String(value).padStart(2, '0')
  return `${pair(Math.floor(seconds / 3600))}:${pair(Math.floor(seconds / 60) % 60)}:${pair(Math.floor(seconds) % 60)}`
}
