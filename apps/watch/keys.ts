/** What a key asks of the player. */
export type Action =
  | { does: 'toggle' | 'mute' | 'fullscreen' | 'subtitles' | 'inset' | 'help' }
  | { does: 'seekBy'; seconds: number }
  | { does: 'seekTo'; share: number }
  | { does: 'volumeBy'; share: number }
  | { does: 'speedBy'; steps: 1 | -1 }

/** Where the key was pressed: on the page, in the player, or where keys have a use of their own. */
export type Place = 'page' | 'player' | 'menu' | 'field'
type Pressed = { key: string; ctrlKey?: boolean; altKey?: boolean; metaKey?: boolean }

const letters: Record<string, Action> = {
  k: { does: 'toggle' },
  j: { does: 'seekBy', seconds: -10 },
  l: { does: 'seekBy', seconds: 10 },
  m: { does: 'mute' },
  f: { does: 'fullscreen' },
  c: { does: 'subtitles' },
  i: { does: 'inset' },
  '<': { does: 'speedBy', steps: -1 },
  '>': { does: 'speedBy', steps: 1 },
  '?': { does: 'help' },
  // As Chinese keyboards have them.
  '《': { does: 'speedBy', steps: -1 },
  '》': { does: 'speedBy', steps: 1 },
  '？': { does: 'help' },
}
const sideways: Record<string, Action> = {
  ArrowLeft: { does: 'seekBy', seconds: -5 },
  ArrowRight: { does: 'seekBy', seconds: 5 },
}
/** On the page these scroll; only in the player they are the player's. */
const upright: Record<string, Action> = {
  ArrowUp: { does: 'volumeBy', share: 0.05 },
  ArrowDown: { does: 'volumeBy', share: -0.05 },
  Home: { does: 'seekTo', share: 0 },
  End: { does: 'seekTo', share: 1 },
}

/**
 * What a pressed key asks for, if anything. `single: false` leaves letters and digits alone outside the player: who
 * speaks to the computer, or trembles, would set them off unasked (WCAG 2.1.4).
 */
export const actionOf = (
  { key, ctrlKey, altKey, metaKey }: Pressed,
  place: Place,
  { single = true, onButton = false }: { single?: boolean; onButton?: boolean } = {},
): Action | undefined => {
  if (ctrlKey || altKey || metaKey || place === 'field' || place === 'menu') return undefined
  const inside = place === 'player'
  if (key === ' ') return onButton || !(single || inside) ? undefined : { does: 'toggle' }
  if (inside && upright[key]) return upright[key]
  if (sideways[key]) return sideways[key]
  if (!single && !inside) return undefined
  if (/^\d$/.test(key)) return { does: 'seekTo', share: Number(key) / 10 }
  return letters[key.length === 1 ? key.toLowerCase() : key]
}

/** Speeds that are offered, slowest first. */
export const speeds = [0.5, 0.75, 1, 1.25, 1.5, 2, 3] as const

/** The next speed up or down, from any speed; the same at the ends. */
export const nextSpeed = (now: number, steps: 1 | -1): number =>
  (steps > 0 ? speeds.find((one) => one > now) : speeds.findLast((one) => one < now)) ?? now
