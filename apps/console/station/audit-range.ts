/** Spans of time the trail is usually asked for, by how many days back they begin; today is 0. */
export const spans = { today: 0, week: 6, month: 29 } as const
export type Span = keyof typeof spans
export const spanNames = Object.keys(spans) as Span[]

/** What stands in the address: a span, or days of one's own as `2026-03-01..2026-03-05`, both included. */
export type When = { span: Span } | { fromDay: string; toDay: string }

const day = /^\d{4}-\d\d-\d\d$/

export const readWhen = (text: string | undefined): When | undefined => {
  const span = spanNames.find((name) => name === text)
  if (span) return { span }
  const [fromDay = '', toDay = '', ...more] = text?.split('..') ?? []
  return day.test(fromDay) && day.test(toDay) && more.length === 0 && fromDay <= toDay ? { fromDay, toDay } : undefined
}

/** The instants between which that lies, by the person's own clock; the end does not belong to it. */
export const rangeOf = (when: When, now = new Date()): { from: string; to?: string } => {
  if ('span' in when) {
    const from = new Date(now.getFullYear(), now.getMonth(), now.getDate() - spans[when.span])
    return { from: from.toISOString() }
  }
  const after = midnight(when.toDay)
  after.setDate(after.getDate() + 1)
  return { from: midnight(when.fromDay).toISOString(), to: after.toISOString() }
}

const midnight = (text: string) => new Date(`${text}T00:00:00`)
