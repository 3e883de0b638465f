import { useMemo } from 'react'
import { usePreference } from './preference.ts'
import {
  firstChoice,
  isColumnChoice,
  leastColumnPixels,
  shownColumns,
  type Column,
  type ColumnChoice,
} from './table-columns.ts'

export type TableChoices<T> = {
  shown: Column<T>[]
  widths: ColumnChoice['widths']
  show(key: string, shown: boolean): void
  widen(key: string, pixels: number): void
  reset(): void
}

/** The columns and widths a person chose for a table. */
export const useTableChoices = <T>(name: string, columns: readonly Column<T>[]): TableChoices<T> => {
  const first = useMemo(() => firstChoice(columns), [columns])
  const [choice, choose] = usePreference(`table.${name}`, first, isColumnChoice)
  const shown = useMemo(() => shownColumns(columns, choice), [columns, choice])
  return {
    shown,
    widths: choice.widths,
    show: (key, shown) =>
      choose({ ...choice, hidden: [...choice.hidden.filter((one) => one !== key), ...(shown ? [] : [key])] }),
    widen: (key, pixels) =>
      choose({ ...choice, widths: { ...choice.widths, [key]: Math.max(leastColumnPixels, Math.round(pixels)) } }),
    reset: () => choose(first),
  }
}
