/** A count with the separators of the language: `1,284`. */
export const formatCount = (count: number, language: string): string => new Intl.NumberFormat(language).format(count)
