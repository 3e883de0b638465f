type Entry = {
  /** Each is pressed by itself; parted by a blank, together. */
  keys: readonly string[]
  /** Key of its words under `shortcuts`. */
  what: string
}
export type KeyGroup = {
  name: string
  /** Addresses where it holds; without it, everywhere. */
  on?: RegExp
  entries: readonly Entry[]
}

const entry = (what: string, ...keys: string[]): Entry => ({ what, keys })

/** Every key of the console, by where it holds. */
export const keyGroups: readonly KeyGroup[] = [
  {
    name: 'anywhere',
    entries: [entry('search', 'Mod K'), entry('help', '?'), entry('undo', 'Mod Z'), entry('close', 'Escape')],
  },
  {
    name: 'lists',
    on: /^\/(library|runs|station|system|dna|qc)/,
    entries: [
      entry('find', '/'),
      entry('move', 'j', 'k'),
      entry('ends', 'Home', 'End'),
      entry('open', 'Enter'),
      entry('select', 'x'),
      entry('extend', 'Shift ArrowDown', 'Shift ArrowUp'),
      entry('clear', 'Escape'),
    ],
  },
  {
    name: 'drawer',
    on: /^\/(library|runs|station|assets|dna|qc)/,
    entries: [entry('neighbour', 'j', 'k'), entry('close', 'Escape')],
  },
  { name: 'forms', entries: [entry('send', 'Mod Enter')] },
  { name: 'today', on: /^\/today/, entries: [entry('move', 'j', 'k'), entry('open', 'Enter'), entry('take', 'e')] },
  {
    name: 'library',
    on: /^\/library/,
    entries: [
      entry('all', 'Mod A'),
      entry('toColumn', 'm'),
      entry('tags', 't'),
      entry('collect', 'c'),
      entry('publish', 'p'),
      entry('remove', 'Delete'),
    ],
  },
  {
    name: 'run',
    on: /^\/runs\/./,
    entries: [
      entry('steps', 'j', 'k'),
      entry('cells', 'ArrowLeft', 'ArrowRight', 'ArrowUp', 'ArrowDown'),
      entry('hits', 'Enter', 'Shift Enter'),
    ],
  },
  {
    name: 'player',
    on: /^\/assets/,
    entries: [
      entry('play', 'Space'),
      entry('shuttle', 'j', 'k', 'l'),
      entry('frame', 'ArrowLeft', 'ArrowRight'),
      entry('second', 'Shift ArrowLeft', 'Shift ArrowRight'),
      entry('ten', ',', '.'),
      entry('ends', 'Home', 'End'),
      entry('marks', 'i', 'o'),
      entry('toMarks', 'Shift I', 'Shift O'),
      entry('noMarks', 'x'),
      entry('loop', 'r'),
      entry('goTo', 'g'),
      entry('timecode', 't'),
      entry('grab', 's'),
      entry('volume', 'ArrowUp', 'ArrowDown'),
      entry('mute', 'm'),
      entry('full', 'f'),
      entry('zoom', '+', '-', '0'),
    ],
  },
  {
    name: 'subtitles',
    on: /^\/assets/,
    entries: [
      entry('setIn', '[', ']'),
      entry('lines', 'Alt ArrowUp', 'Alt ArrowDown'),
      entry('addLine', 'Mod Enter'),
      entry('saveLines', 'Mod S'),
    ],
  },
]

/** The groups as they are read on a page: first those of the page, then the others. */
export const groupsFor = (pathname: string): { here: KeyGroup[]; elsewhere: KeyGroup[] } => {
  const holds = ({ on }: KeyGroup) => on === undefined || on.test(pathname)
  return { here: keyGroups.filter(holds), elsewhere: keyGroups.filter((group) => !holds(group)) }
}
