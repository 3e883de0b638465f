import type { FastifyReply, FastifyRequest } from 'fastify'
import { systemCall } from '#backbone'
import { remember } from '#backbone/remember'
import { textPlaylist } from '#media/hls'
import { vttPieces, writeSubtitles } from '#media/subtitles'
import { baseTicks } from '#media/timeline'
import { dress, sendBytes, textOf, type Text } from './answer.ts'
import { notFound, type Playable } from './door.ts'
import type { VodKit } from './kit.ts'
import type { Library } from './library.ts'
import { lengthOf, type TextTrack } from './presentation.ts'

type Of = Pick<Playable, 'id' | 'station'>
/** The texts of an asset that players are told of, and a tag that changes with them. */
export type ShownTexts = { tag: string; tracks: TextTrack[]; chapters: TextTrack | undefined }
/** A track as it is sent: whole, and in pieces on the media's clock. */
type Written = { version: number; whole: Text; pieces: Text[]; playlist: Text }

const listMilliseconds = 1000
const writtenMilliseconds = 600_000
const heldBytes = 32 * 1024 * 1024
/** Who has an old playlist is given what holds now, but not for long. */
const oldSeconds = 10

const vttType = 'text/vtt; charset=utf-8'
const hlsType = 'application/vnd.apple.mpegurl'
const mediaStartSeconds = baseTicks(1)

/** `<track>-<version>.m3u8`, `.vtt` and, in pieces, `-<piece>.vtt`: what has changed is found under another name. */
const name = /^([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})-(\d{1,9})(?:\.(m3u8|vtt)|-(\d{1,3})\.vtt)$/
const chaptersName = 'chapters.vtt'
export const isText = (file: string): boolean => file === chaptersName || name.test(file)

/** Serves subtitles and chapters beside what they belong to. */
export const openTexts = (kit: VodKit, library: Library) => {
  const lists = remember<ShownTexts>({
    async ask(key) {
      const [station = '', asset = ''] = key.split('/')
      const { items } = await kit.use.subtitles.tracks({ asset }, systemCall(station, 'vod', kit.signal))
      const shown = items.filter((one) => one.shown && one.cueCount > 0)
      const chapters = shown.filter(({ kind }) => kind === 'chapters')
      return {
        tag: shown.map(({ id, version }) => `${id}-${version}`).join(),
        tracks: shown.filter(({ kind }) => kind !== 'chapters'),
        chapters: chapters.find(({ isDefault }) => isDefault) ?? chapters[0],
      }
    },
    heaviest: 10_000,
    keepMilliseconds: () => listMilliseconds,
  })

  const written = remember<Written>({
    async ask(key) {
      const [station = '', id = '', , milliseconds = ''] = key.split('/')
      const track = await kit.use.subtitles.track({ id }, systemCall(station, 'vod', kit.signal))
      const durationSeconds = Number(milliseconds) / 1000
      const pieces = vttPieces(track.cues, { durationSeconds, mediaStartSeconds })
      const list = pieces.map(({ durationSeconds }, i) => ({ durationSeconds, uri: `${id}-${track.version}-${i}.vtt` }))
      return {
        version: track.version,
        whole: textOf(writeSubtitles(track.cues, 'vtt')),
        pieces: pieces.map(({ text }) => textOf(text)),
        playlist: textOf(textPlaylist(list)),
      }
    },
    heaviest: heldBytes,
    weigh: ({ whole }) => 2 * whole.body.length + 1000,
    keepMilliseconds: (answer) => (answer ? writtenMilliseconds : 0),
  })

  const shown = ({ id, station }: Of): Promise<ShownTexts> => lists(`${station}/${id}`)

  return {
    shown,

    /** Sends a text by the name of its file; what is not shown is not found. */
    async send(request: FastifyRequest, reply: FastifyReply, asset: Playable, file: string) {
      const { tracks, chapters } = await shown(asset)
      const [, id, version, form, piece] = name.exec(file) ?? []
      const track =
        id === undefined ? chapters : [...tracks, ...(chapters ? [chapters] : [])].find((one) => one.id === id)
      if (!track) throw notFound()
      const length = Math.round(lengthOf(await library.presentation(asset)) * 1000)
      const found = await written(`${asset.station}/${track.id}/${track.version}/${length}`)
      const text = form === 'm3u8' ? found.playlist : piece === undefined ? found.whole : found.pieces[Number(piece)]
      if (!text) throw notFound()
      dress(reply, asset, Number(version) === found.version ? 'for ever' : { seconds: oldSeconds })
      return sendBytes(request, reply.type(form === 'm3u8' ? hlsType : vttType), text.body, text.tag)
    },
  }
}
export type Texts = ReturnType<typeof openTexts>
