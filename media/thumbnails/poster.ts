import type { Readable } from 'node:stream'

/** A moment of a video and how its picture is: mean brightness and contrast (standard deviation), of 255. */
export type PosterCandidate = { atSeconds: number; brightness: number; contrast: number }

/** Brightness and contrast of one grey picture. */
export type TileStatistics = { brightness: number; contrast: number }

/** Reads grey pictures of a fixed size from a stream, one after another, and measures each. */
export const tileStatistics = async (stream: Readable, tileBytes: number): Promise<TileStatistics[]> => {
  const found: TileStatistics[] = []
  let [sum, squares, count] = [0, 0, 0]
  for await (const chunk of stream as AsyncIterable<Buffer>) {
    for (const pixel of chunk) {
      sum += pixel
      squares += pixel * pixel
      count += 1
      if (count < tileBytes) continue
      const brightness = sum / count
      found.push({ brightness, contrast: Math.sqrt(Math.max(0, squares / count - brightness * brightness)) })
      ;[sum, squares, count] = [0, 0, 0]
    }
  }
  return found
}

const dark = 28
const bright = 228
const flat = 12
const enoughContrast = 50

/**
 * The moments in order of how well they stand for the video: neither black, white nor flat; rich in contrast, though
 * beyond a point contrast no longer counts and the earlier moment wins, since openings introduce.
 */
export const rankCandidates = (tiles: readonly TileStatistics[], intervalSeconds: number): PosterCandidate[] =>
  tiles
    .map((tile, i) => ({ ...tile, atSeconds: i * intervalSeconds }))
    // Between two keyframes the tiles repeat the first of them.
    .filter((tile, i) => tile.brightness !== tiles[i - 1]?.brightness || tile.contrast !== tiles[i - 1]?.contrast)
    .toSorted((a, b) => score(b) - score(a) || a.atSeconds - b.atSeconds)

/** Black, white or flat: a picture that stands for nothing. */
export const isSpoilt = ({ brightness, contrast }: TileStatistics): boolean =>
  brightness < dark || brightness > bright || contrast < flat

const score = (tile: TileStatistics): number => Math.min(enoughContrast, tile.contrast) - (isSpoilt(tile) ? 1000 : 0)
