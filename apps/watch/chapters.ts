import { chapterAt, parseChapters, type Chapter } from '../shared/chapters.ts'
import { clock } from '../shared/clock.ts'
import { openMenu } from './menu.ts'
import { find } from './page.ts'
import type { Playback } from './playback.ts'

/** The chapters of the film: gaps in the bar, and a list from which one goes to each. `at` is the title at a time. */
export const openChapters = (playback: Playback) => {
  const { film, video } = playback
  let chapters: Chapter[] = []

  const mark = () => {
    const length = playback.length()
    const inner = chapters.filter(({ fromSeconds }) => fromSeconds > 0 && fromSeconds < length)
    find('parts', HTMLElement).replaceChildren(
      ...inner.map(({ fromSeconds }) => {
        const gap = document.createElement('i')
        gap.style.left = `${((fromSeconds / length) * 100).toFixed(3)}%`
        return gap
      }),
    )
  }
  const read = async (address: string) => {
    const reply = await fetch(address)
    if (!reply.ok) return
    chapters = parseChapters(await reply.text())
    if (chapters.length === 0) return
    find('chapters', HTMLButtonElement).hidden = false
    mark()
  }
  if (film.chapters !== undefined) {
    const button = find('chapters', HTMLButtonElement)
    openMenu({
      button,
      title: film.words.chapters,
      items() {
        const now = chapterAt(chapters, playback.at())
        return chapters.map((one, i) => ({
          id: String(i),
          text: one.title,
          note: clock(one.fromSeconds),
          isChosen: one === now,
        }))
      },
      choose: (id) => playback.seek(chapters[Number(id)]!.fromSeconds),
    })
    video.addEventListener('durationchange', mark)
    // A bar without gaps is no reason to stop playing.
    read(film.chapters).catch(() => {})
  }
  return { at: (seconds: number): string | undefined => chapterAt(chapters, seconds)?.title }
}
export type Chapters = ReturnType<typeof openChapters>
