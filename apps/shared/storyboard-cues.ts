/** One picture of a storyboard: when it holds, and which part of which sheet it is. */
export type Cue = {
  fromSeconds: number
  toSeconds: number
  sheet: string
  x: number
  y: number
  width: number
  height: number
}

const seconds = (clock: string) => clock.split(':').reduce((sum, part) => sum * 60 + Number(part), 0)

/** Reads a WebVTT storyboard (`sheet.jpg#xywh=x,y,w,h` per cue); addresses are resolved against its own. */
export const parseStoryboard = (vtt: string, base: string): Cue[] =>
  vtt
    .replaceAll('\r', '')
    .split('\n\n')
    .flatMap((block) => {
      const lines = block.trim().split('\n')
      const at = lines.findIndex((line) => line.includes('-->'))
      const [from, to] = (lines[at] ?? '').split('-->').map((part) => part.trim().split(' ')[0] ?? '')
      const [sheet, region] = (lines[at + 1] ?? '').split('#xywh=')
      const [x, y, width, height] = (region ?? '').split(',').map(Number)
      if (at === -1 || !from || !to || !sheet || x === undefined || y === undefined || !width || !height) return []
      return [
        { fromSeconds: seconds(from), toSeconds: seconds(to), sheet: new URL(sheet, base).href, x, y, width, height },
      ]
    })

/** The picture that holds at a time; the nearest before it in a gap. */
export const cueAt = (cues: readonly Cue[], atSeconds: number): Cue | undefined =>
  cues.findLast((cue) => cue.fromSeconds <= atSeconds) ?? cues[0]
