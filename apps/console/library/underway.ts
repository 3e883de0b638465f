/** Assets that a deed of this window is at: what the station tells of them comes with the deed's own answer. */
const underway = new Set<string>()
const echoMilliseconds = 3000

export const begin = (ids: readonly string[]): void => {
  for (const id of ids) underway.add(id)
}
/** What was told while the answer came arrives a moment after it. */
export const end = (ids: readonly string[]): void =>
  void setTimeout(() => {
    for (const id of ids) underway.delete(id)
  }, echoMilliseconds)
export const isUnderway = (id: string): boolean => underway.has(id)
