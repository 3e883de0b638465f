import type { Tx } from './store.ts'

export type PicturesTable = {
  source: string
  station: string
  poster: string | null
  storyboard: string | null
  sheets: string[]
  chosen: string | null
  chosen_seconds: number | null
}
/** What is made of a source by itself. */
export type Pictures = Pick<PicturesTable, 'poster' | 'storyboard' | 'sheets'>
type Of = { source: string; station: string }

/** Keeps what was made of a source; answers with the poster that is shown, which somebody may have chosen. */
export const keepPictures = async (tx: Tx, of: Of, made: Pictures & { poster: string }): Promise<string> => {
  const { chosen } = await tx
    .insertInto('pictures')
    .values({ ...of, ...made, chosen: null, chosen_seconds: null })
    .onConflict((c) => c.column('source').doUpdateSet(made))
    .returning('chosen')
    .executeTakeFirstOrThrow()
  return chosen ?? made.poster
}

export const findPictures = (tx: Tx, source: string): Promise<PicturesTable | undefined> =>
  tx.selectFrom('pictures').selectAll().where('source', '=', source).executeTakeFirst()

/** The pictures of a source, which nobody else changes before the transaction ends; empty ones if it had none. */
export const lockPictures = async (tx: Tx, of: Of): Promise<PicturesTable> => {
  const none = { poster: null, storyboard: null, sheets: [], chosen: null, chosen_seconds: null }
  await tx
    .insertInto('pictures')
    .values({ ...of, ...none })
    .onConflict((c) => c.doNothing())
    .execute()
  return tx.selectFrom('pictures').selectAll().where('source', '=', of.source).forUpdate().executeTakeFirstOrThrow()
}

export const keepChosen = (tx: Tx, source: string, { key, atSeconds }: { key: string; atSeconds: number | null }) =>
  tx
    .updateTable('pictures')
    .set({ chosen: key, chosen_seconds: atSeconds })
    .where('source', '=', source)
    .executeTakeFirstOrThrow()

export const chooseAutomatic = (tx: Tx, source: string) =>
  tx
    .updateTable('pictures')
    .set({ chosen: null, chosen_seconds: null })
    .where('source', '=', source)
    .executeTakeFirstOrThrow()
