/** Channels of the layouts that have a name, in ffmpeg's order. */
const named: Record<string, string> = {
  mono: 'FC',
  stereo: 'FL+FR',
  '2.1': 'FL+FR+LFE',
  '3.0': 'FL+FR+FC',
  '3.0(back)': 'FL+FR+BC',
  '3.1': 'FL+FR+FC+LFE',
  '4.0': 'FL+FR+FC+BC',
  '4.1': 'FL+FR+FC+LFE+BC',
  quad: 'FL+FR+BL+BR',
  'quad(side)': 'FL+FR+SL+SR',
  '5.0': 'FL+FR+FC+BL+BR',
  '5.0(side)': 'FL+FR+FC+SL+SR',
  '5.1': 'FL+FR+FC+LFE+BL+BR',
  '5.1(side)': 'FL+FR+FC+LFE+SL+SR',
  '6.0': 'FL+FR+FC+BC+SL+SR',
  '6.1': 'FL+FR+FC+LFE+BC+SL+SR',
  '7.0': 'FL+FR+FC+BL+BR+SL+SR',
  '7.1': 'FL+FR+FC+LFE+BL+BR+SL+SR',
  '7.1(wide)': 'FL+FR+FC+LFE+BL+BR+FLC+FRC',
}

/** What one or two channels are, of which nothing is said. */
const usual: Record<number, string> = { 1: 'FC', 2: 'FL+FR' }

/** The names of a layout's channels; undefined where the source does not say which channel is which. */
export const channelNames = (layout: string | undefined, channels: number): string[] | undefined => {
  // A layout without a name is told as `4 channels (FL+FR+LFE+BC)`.
  const spelt = /^\d+ channels \(([A-Z0-9+]+)\)$/.exec(layout ?? '')?.[1]
  const stated = named[layout ?? ''] ?? spelt ?? usual[channels]
  const names = stated?.split('+')
  return names?.length === channels ? names : undefined
}

/** Whether a channel carries bass effects only. */
export const isBass = (name: string): boolean => name.startsWith('LFE')

const surround = new Set(['BL', 'BR', 'BC', 'SL', 'SR'])

/** What a channel counts for in loudness (ITU-R BS.1770-4, table 3): surround +1.5 dB, bass effects nothing. */
export const loudnessWeight = (name: string): number => (isBass(name) ? 0 : surround.has(name) ? 1.41 : 1)
