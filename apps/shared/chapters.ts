/** A part of a film: its title, and from when to when. */
export type Chapter = { fromSeconds: number; toSeconds: number; title: string }

const seconds = (clock: string) => clock.split(':').reduce((sum, part) => sum * 60 + Number(part), 0)
const references: Record<string, string> = { amp: '&', lt: '<', gt: '>' }

/** Reads chapters in WebVTT as this product writes them: titles as plain text, in one line. */
export const parseChapters = (vtt: string): Chapter[] =>
  vtt.split('\n\n').flatMap((block) => {
    const [times = '', ...text] = block.trim().split('\n')
    const [from, to] = times.split('-->').map((part) => seconds(part.trim().split(' ')[0]!))
    const title = text
      .join(' ')
      .replace(/<\/?[biu]>/g, '')
      .replace(/&(amp|lt|gt);/g, (_, name: string) => references[name]!)
    return from !== undefined && to !== undefined && to > from && title
      ? [{ fromSeconds: from, toSeconds: to, title }]
      : []
  })

/** The chapter that a time lies in. */
export const chapterAt = (chapters: readonly Chapter[], atSeconds: number): Chapter | undefined =>
  chapters.findLast(({ fromSeconds, toSeconds }) => atSeconds >= fromSeconds && atSeconds < toSeconds)
