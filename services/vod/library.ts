import { Problem, systemCall } from '#backbone'
import { remember } from '#backbone/remember'
import type { Segment } from '#services/slice'
import { isUuid, notFound, type Playable } from './door.ts'
import type { VodKit } from './kit.ts'
import { presentationOf, type Presentation } from './presentation.ts'

/** One object that is played: where it is, how long, and a tag that is its content's. */
export type Piece = { object: string; bytes: number; tag: string }
/** A piece of a flow, and what encrypting it goes by: its place and when it starts. */
export type FlowPiece = {
  piece: Piece
  kind: 'video' | 'audio'
  startTicks: number
  timescale: number
}
type Of = Pick<Playable, 'id' | 'station'>

const noSound = () => new Problem('no-sound', 404, 'This video has no sound, and so no waveform')
const notMeasured = () => new Problem('not-measured-yet', 404, 'The sound has not been measured yet')

const picturesMilliseconds = 1000
const growingMilliseconds = 250
const completeMilliseconds = 10_000
/** A timeline of hours takes a while to read: reading it again and again must not be what the node does. */
const shareOfReading = 0.1
const segmentsHeld = 150_000
const segmentsPerPage = 128
const pageMilliseconds = 600_000

/**
 * What may be played and where it is, with the little memory that makes serving a segment cost no query. Nothing here
 * is told of changes: every answer holds for a moment only, unless it can never change.
 */
export const openLibrary = (kit: VodKit) => {
  const presentations = remember<Presentation>({
    async ask(key) {
      const [station = '', source = ''] = key.split('/')
      const { items } = await kit.use.slice.outlines({ source }, systemCall(station, 'vod', kit.signal))
      return presentationOf(items)
    },
    heaviest: segmentsHeld,
    weigh: ({ rungs, sound, preview }) =>
      1 + [...rungs, ...sound, ...(preview ? [preview] : [])].reduce((sum, range) => sum + range.segments.length, 0),
    meanwhileMilliseconds: (p) => (p.state === 'complete' ? completeMilliseconds : 0),
    keepMilliseconds: (p, took) =>
      p?.state === 'complete' ? completeMilliseconds : Math.max(growingMilliseconds, took / shareOfReading),
  })

  const pages = remember({
    async ask(key) {
      const [station = '', id = '', page = ''] = key.split('/')
      const from = Number(page) * segmentsPerPage
      const call = systemCall(station, 'vod', kit.signal)
      const { flow, init, segments } = await kit.use.slice.segments({ id, from, limit: segmentsPerPage }, call)
      const bySequence = new Map(
        segments.map((segment) => [segment.sequence, { ...pieceOf(segment), startTicks: segment.startTicks }]),
      )
      return { flow, init: init && pieceOf(init), bySequence }
    },
    heaviest: segmentsHeld,
    weigh: ({ bySequence }) => 1 + bySequence.size,
    keepMilliseconds: (page) =>
      page && (page.flow.state === 'complete' || page.bySequence.size === segmentsPerPage)
        ? pageMilliseconds
        : growingMilliseconds,
  })

  const pictures = remember({
    async ask(key) {
      const [station = '', source = ''] = key.split('/')
      return kit.use.transcode.pictures({ source }, systemCall(station, 'vod', kit.signal))
    },
    heaviest: 10_000,
    keepMilliseconds: () => picturesMilliseconds,
  })

  const waveforms = remember({
    async ask(key) {
      const [station = '', source = ''] = key.split('/')
      const call = systemCall(station, 'vod', kit.signal)
      const { sound } = await kit.use.transcode.signals({ source }, call)
      if (sound) return sound.waveform
      const media = await kit.use.transcode.info({ source }, call).catch((error: unknown) => {
        throw error instanceof Problem && error.status === 404 ? notMeasured() : error
      })
      throw media.audio.length === 0 ? noSound() : notMeasured()
    },
    heaviest: 10_000,
    keepMilliseconds: () => picturesMilliseconds,
  })

  return {
    presentation: ({ id, station }: Of) => presentations(`${station}/${id}`),

    /** A segment by its sequence, or a flow's init. */
    async piece({ id, station }: Of, flow: string, sequence: number | 'init'): Promise<FlowPiece> {
      if (!isUuid(flow)) throw notFound()
      const page = sequence === 'init' ? 0 : Math.floor(sequence / segmentsPerPage)
      const found = await pages(`${station}/${flow}/${page}`)
      const { source, kind, timescale } = found.flow
      if (source !== id) throw notFound()
      if (sequence === 'init') {
        if (!found.init) throw notFound()
        return { piece: found.init, kind, timescale, startTicks: 0 }
      }
      const piece = found.bySequence.get(sequence)
      if (!piece) throw notFound()
      return { piece, kind, timescale, startTicks: piece.startTicks }
    },

    /** The object key of the waveform; says in words why there is none. */
    waveform: ({ id, station }: Of) => waveforms(`${station}/${id}`),

    /** The object key of one of the asset's pictures, by its file name; whichever the poster is, it is `poster.jpg`. */
    async picture({ id, station }: Of, name: string, version = ''): Promise<string> {
      // Who names a version knows of a poster that may be newer than what is remembered.
      const { poster, storyboard } = await pictures(`${station}/${id}/${version}`)
      const others = [storyboard?.vtt, ...(storyboard?.sheets ?? [])]
      const key = name === 'poster.jpg' ? poster : others.find((one) => one?.endsWith(`/${name}`))
      if (key === undefined) throw notFound()
      return key
    },
  }
}

export type Library = ReturnType<typeof openLibrary>

const pieceOf = ({ object, bytes, sha256 }: Pick<Segment, 'object' | 'bytes' | 'sha256'>): Piece => ({
  object,
  bytes,
  tag: sha256.slice(0, 32),
})
