import type { Columns } from './types.ts'

const wide = ['mean', 'black', 'illegal', 'change', 'cellChange', 'brighter', 'darker'] as const
const narrow = ['low', 'high', 'top', 'bottom', 'left', 'right', 'scan'] as const

/** The names of all columns, in the order they are kept. */
export const columnNames: readonly (keyof Columns)[] = [...wide, ...narrow]

/** Columns of a number of frames, all zero. */
export const emptyColumns = (frames: number): Columns =>
  Object.fromEntries([
    ...wide.map((name) => [name, new Uint16Array(frames)]),
    ...narrow.map((name) => [name, new Uint8Array(frames)]),
  ]) as Columns
