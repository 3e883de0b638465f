import type { Marked as Text } from '#services/search'

/** A text in which what was searched for is marked. */
export const Marked = ({ text, marks }: Pick<Text, 'text' | 'marks'>) => {
  const parts = marks.flatMap(({ from, to }, i) => [
    text.slice(marks[i - 1]?.to ?? 0, from),
    <mark key={from}>{text.slice(from, to)}</mark>,
  ])
  return (
    <>
      {parts}
      {text.slice(marks.at(-1)?.to ?? 0)}
    </>
  )
}
