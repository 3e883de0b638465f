import { stationAddress } from '../shell/api.ts'
import { parseStoryboard, type Cue } from '../../shared/storyboard-cues.ts'

const boards = new Map<string, Promise<Cue[]>>()
const mostBoards = 200

/** The storyboard of an asset, fetched once; empty when there is none yet. */
export const storyboardOf = (asset: string): Promise<Cue[]> => {
  const known = boards.get(asset)
  if (known) return known
  const address = new URL(stationAddress(`/vod/${asset}/storyboard.vtt`), location.origin).href
  const board = fetch(address, { signal: AbortSignal.timeout(10_000) })
    .then(async (reply) => (reply.ok ? parseStoryboard(await reply.text(), address).map(ofStation) : []))
    .catch((): Cue[] => [])
    .then((cues) => {
      if (cues.length === 0) boards.delete(asset)
      return cues
    })
  if (boards.size >= mostBoards) boards.clear()
  boards.set(asset, board)
  return board
}

/** The sheets, too, are fetched by the browser itself. */
const ofStation = (cue: Cue): Cue => ({ ...cue, sheet: stationAddress(cue.sheet) })

const lingerMilliseconds = 120

/** The storyboard of the card under the pointer, once it has stayed there: what scrolls by asks for nothing. */
export const storyboardLingered = async (asset: string): Promise<Cue[]> => {
  if (!boards.has(asset)) await new Promise((resolve) => setTimeout(resolve, lingerMilliseconds))
  return document.querySelector(`[data-id="${CSS.escape(asset)}"]:hover`) ? storyboardOf(asset) : []
}
