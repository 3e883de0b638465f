import type { FastifyInstance } from 'fastify'
import { Type, type Static } from 'typebox'
import { Id } from '#backbone/schemas'
import { writeSubtitles, type SubtitleFormat } from '#media/subtitles'
import { noTrack, type SubtitlesKit } from './kit.ts'
import { findTrack } from './store.ts'

const Params = Type.Object({ id: Id })
const types: Record<SubtitleFormat, string> = {
  srt: 'application/x-subrip; charset=utf-8',
  vtt: 'text/vtt; charset=utf-8',
  ass: 'text/x-ssa; charset=utf-8',
  ttml: 'application/ttml+xml; charset=utf-8',
}

/** `GET /api/subtitles/tracks/:id/file.{srt,vtt,ass,ttml}`: a track as a file, named after its asset. */
export const answerFiles = (app: FastifyInstance, kit: SubtitlesKit): void => {
  for (const format of ['srt', 'vtt', 'ass', 'ttml'] as const)
    app.get<{ Params: Static<typeof Params> }>(`/api/subtitles/tracks/:id/file.${format}`, {
      schema: { params: Params },
      async handler(request, reply) {
        const call = await kit.caller(request, 'assets:read')
        const row = await kit.inStation(call, (tx) => findTrack(tx, request.params.id))
        if (!row) throw noTrack(request.params.id)
        const { title } = await kit.use.vms.get({ id: row.asset }, call)
        const name = `${title
          .replace(/[\\/:*?"<>|\p{Cc}]/gu, ' ')
          .trim()
          .slice(0, 100)}.${row.language}.${format}`
        return reply
          .type(types[format])
          .header('cache-control', 'no-store')
          .header('x-content-type-options', 'nosniff')
          .header(
            'content-disposition',
            `attachment; filename="${row.kind}.${row.language}.${format}"; filename*=UTF-8''${encoded(name)}`,
          )
          .send(writeSubtitles(row.cues, format, { language: row.language }))
      },
    })
}

/** For a header (RFC 8187). */
const encoded = (name: string): string =>
  encodeURIComponent(name.toWellFormed()).replace(/['()*!]/g, (sign) => `%${sign.charCodeAt(0).toString(16)}`)
