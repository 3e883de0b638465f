/** A count with the separators of the language: `1,284`. */
export const formatCount = (count: number, language: string): string => new Intl.NumberFormat(language).format(count)

/** A measured amount, as exactly as a reader wants it: one digit after the point, below one two digits that count. */
export const formatAmount = (amount: number, language: string): string =>
  new Intl.NumberFormat(
    language,
    Math.abs(amount) < 1 ? { maximumSignificantDigits: 2 } : { maximumFractionDigits: 1 },
  ).format(amount)
