import { logoBox, type LogoPlace } from '#media/ladder'
import type { Probe } from '#media/probe'

/** A logo on disk: a PNG with its size in pixels, and where it lies. */
export type Logo = { path: string; width: number; height: number; place: LogoPlace }

/** The only demuxer that is to read a logo. */
export const logoDemuxer = 'png_pipe'

/** How the colours of the picture are coded, in the words of ffmpeg's scaler. */
const matrixOf = (probe: Probe): string => {
  const { colorMatrix, hdr, codedHeight = 0 } = probe.video ?? {}
  if (hdr || colorMatrix === 'bt709') return 'bt709'
  if (colorMatrix === undefined) return codedHeight >= 720 ? 'bt709' : 'bt601'
  if (colorMatrix.startsWith('bt2020')) return 'bt2020'
  return colorMatrix === 'smpte170m' || colorMatrix === 'bt470bg' ? 'bt601' : 'bt709'
}

/**
 * The filters that lay a logo over `[over]`, a picture in 4:2:0 of the given size; they end in an open pad. What is
 * transparent does not colour the edges, and the logo's colours are those of the picture.
 */
export const logoFilters = (
  probe: Probe,
  { width, height, place }: Logo,
  names: { input: string; over: string; picture: { width: number; height: number } },
): string => {
  const box = logoBox(place, { width, height }, names.picture)
  const size = `${box.width}:${box.height}`
  const logo = [
    'format=gbrap',
    `colorchannelmixer=aa=${place.opacity}`,
    'premultiply=inplace=1',
    `scale=${size}:flags=area`,
    'unpremultiply=inplace=1',
    `scale=${size}:out_color_matrix=${matrixOf(probe)}:out_range=tv`,
    'format=yuva420p',
  ]
  return `[${names.input}]${logo.join(',')}[logo];[${names.over}][logo]overlay=${box.x}:${box.y}:format=yuv420`
}
