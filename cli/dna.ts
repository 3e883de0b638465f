import { stat } from 'node:fs/promises'
import { Problem } from '#backbone'
import { client } from '#backbone/client'
import { MediaError } from '#media/ffmpeg'
import {
  type Edit,
  extractSignals,
  frameBytes,
  framesPerSecond,
  joinStretches,
  type Signals,
  soundItemSeconds,
  type Stretch,
} from '#media/fingerprint'
import { probe } from '#media/probe'
import { dna } from '#services/dna'
import { vms } from '#services/vms'
import { reachStation, stationFlags } from './station.ts'
import { keyFor } from './token.ts'
import { misused, Refusal, verb } from './verb.ts'

/** Long files are asked about in parts: what a station takes at once is bounded. */
const partSeconds = 300
const patienceSeconds = 120

export default verb({
  usage: 'match FILE [--json] [--data DIR | --port N]',
  about: [
    'Says what of a video or audio file a station has already: which assets, from when on in both, for how long.',
    '查出文件中哪些画面和声音是本台已有的：来自哪条素材、在两边的起止位置。',
    '',
    'The file is looked at here; only its fingerprint is sent, and nothing is kept.',
    'The station is the one that runs on DIR, or on port N, or at RONGMEI_URL with the key RONGMEI_TOKEN.',
    'Exit status 0 whether or not anything was found.',
  ].join('\n'),
  flags: {
    json: { type: 'boolean', help: 'Matches as one JSON object' },
    ...stationFlags,
  },
  takesWords: true,
  async run({ flags, words, env }) {
    const [deed, file, ...more] = words
    if (deed !== 'match') throw misused('say what to do: match')
    if (file === undefined || more.length > 0) throw misused('name one file')
    const stop = new AbortController()
    const onSignal = () => stop.abort(new Refusal('interrupted', 130))
    process.once('SIGINT', onSignal).once('SIGTERM', onSignal)
    try {
      const reach = reachStation(flags, env)
      const signals = await read(file, stop.signal)
      const key = await keyFor(reach, { name: 'rongmei dna', scopes: ['assets:read', 'keys:manage'] })
      try {
        const matches = await ask(signals, { origin: reach.origin, token: key.token }, stop.signal)
        process.stdout.write(flags.json ? `${JSON.stringify({ file, matches }, undefined, 2)}\n` : asText(matches))
        return 0
      } finally {
        await key.giveBack()
      }
    } catch (cause) {
      throw cause instanceof Problem ? new Refusal(cause.message) : cause
    } finally {
      process.off('SIGINT', onSignal).off('SIGTERM', onSignal)
    }
  },
})

const read = async (file: string, signal: AbortSignal): Promise<Signals> => {
  if (!(await stat(file).catch(() => undefined))?.isFile()) throw new Refusal(`there is no file ${file}`)
  try {
    const { demuxer, video, audio } = await probe({ location: file }, { signal })
    return await extractSignals({ location: file, demuxer }, { picture: !!video, sound: audio.length > 0, signal })
  } catch (cause) {
    throw cause instanceof MediaError ? new Refusal(`${file}: ${cause.message}`) : cause
  }
}

type Told = {
  asset: string
  title?: string
  queryStartSeconds: number
  referenceStartSeconds: number
  durationSeconds: number
  score: number
  speed: number
  edits: Edit[]
}

/** Asks part by part; what goes on from one part to the next is one match. The longest come first. */
const ask = async (signals: Signals, to: { origin: string; token: string }, signal: AbortSignal): Promise<Told[]> => {
  const byAsset = new Map<string, Stretch[]>()
  const station = client(dna, to)
  const patience = () => AbortSignal.any([signal, AbortSignal.timeout(patienceSeconds * 1000)])
  for (const { startSeconds, ...part } of partsOf(signals)) {
    const { matches } = await station.compare(part, { signal: patience() })
    for (const { source, stretches } of matches) {
      const placed = stretches.map((one) => ({ ...one, queryStartSeconds: one.queryStartSeconds + startSeconds }))
      byAsset.set(source, [...(byAsset.get(source) ?? []), ...placed])
    }
  }
  const catalogue = client(vms, to)
  const told: Told[] = []
  for (const [asset, stretches] of byAsset) {
    // What another station shares has no title here.
    const title = (await catalogue.get({ id: asset }, { signal: patience() }).catch(() => undefined))?.title
    for (const one of joinStretches(stretches)) {
      const { queryStartSeconds, referenceStartSeconds, durationSeconds, score, speed, edits } = one
      const where = { queryStartSeconds, referenceStartSeconds, durationSeconds }
      told.push({ asset, ...(title === undefined ? {} : { title }), ...where, score, speed, edits })
    }
  }
  return told.toSorted((a, b) => b.score * b.durationSeconds - a.score * a.durationSeconds)
}

const partsOf = ({ frames, sound }: Signals) => {
  const seconds = Math.max(frames.length / frameBytes / framesPerSecond, sound.length * soundItemSeconds)
  const base64 = (bytes: Uint8Array | Uint32Array) =>
    Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('base64')
  const perPart = partSeconds * framesPerSecond * frameBytes
  return Array.from({ length: Math.ceil(seconds / partSeconds) }, (_, i) => {
    const [from, to] = [i, i + 1].map((part) => Math.round((part * partSeconds) / soundItemSeconds))
    return {
      startSeconds: i * partSeconds,
      frames: base64(frames.subarray(i * perPart, (i + 1) * perPart)),
      sound: base64(sound.subarray(from, to)),
    }
  })
}

const asText = (matches: readonly Told[]): string =>
  matches.length === 0
    ? 'Nothing of it is known (未发现已有内容)\n'
    : matches
        .map((one) => {
          const end = one.queryStartSeconds + one.durationSeconds
          const span = `${clock(one.queryStartSeconds)}–${clock(end)}`
          const percent = `${Math.round(one.score * 100)} %`
          return `${span}  ${one.title ?? one.asset} @ ${clock(one.referenceStartSeconds)}  ${percent}  ${one.edits.join(', ')}\n`
        })
        .join('')

const clock = (seconds: number): string => {
  const tenths = Math.round(seconds * 10)
  const pair = (value: number) => String(value).padStart(2, '0')
  return `${pair(Math.floor(tenths / 36_000))}:${pair(Math.floor(tenths / 600) % 60)}:${pair(Math.floor(tenths / 10) % 60)}.${tenths % 10}`
}
