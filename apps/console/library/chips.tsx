import { CloseOutlined } from '@ant-design/icons'
import { Button } from 'antd'
import type { ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import { formatDate } from '../shell/format.ts'
import { useCollections } from './catalogue.ts'
import { everything, midnight, without, type Filter, type ManyKey } from './filter.ts'
import type { ChangeFilter } from './use-filter.ts'

type Chip = { key: string; kind: string; label: string; drop(filter: Filter): Filter }

/** What the library is narrowed by, each part with a press to let it go. */
const useChips = (filter: Filter): Chip[] => {
  const { t, i18n } = useTranslation()
  const { data: collections = [] } = useCollections()
  const of = (key: ManyKey, kind: string, label = (value: string) => value): Chip[] =>
    filter[key].map((value) => ({
      key: `${key} ${value}`,
      kind,
      label: label(value),
      drop: (before) => ({ ...before, [key]: before[key].filter((one) => one !== value) }),
    }))
  const day = (text: string | undefined) => (text ? formatDate(midnight(text).toISOString(), i18n.language) : '…')
  const { text, time, from, to, length, collection } = filter
  const when = time ? t(`library.times.${time}`) : from || to ? `${day(from)} – ${day(to)}` : undefined
  const one = (key: string, kind: string, label: string | undefined, drop: Chip['drop']): Chip[] =>
    label === undefined ? [] : [{ key, kind, label, drop }]
  return [
    ...one('text', t('library.words'), text, (before) => without(before, 'text')),
    ...of('column', t('library.column')),
    ...of('state', t('library.state'), (value) => t(`states.${value}`)),
    ...one('time', t('library.time'), when, (before) => without(before, 'time', 'from', 'to')),
    ...of('tag', t('library.tag')),
    ...one(
      'collection',
      t('library.collection'),
      collection && (collections.find(({ id }) => id === collection)?.title ?? '…'),
      (before) => without(before, 'collection'),
    ),
    ...one('length', t('library.length'), length && t(`library.lengths.${length}`), (before) =>
      without(before, 'length'),
    ),
    ...of('by', t('library.people')),
  ]
}

type ChipsProps = { filter: Filter; change: ChangeFilter; children?: ReactNode }

/** The active filters above the list. */
export const Chips = ({ filter, change, children }: ChipsProps) => {
  const { t } = useTranslation()
  const chips = useChips(filter)
  if (chips.length === 0) return null
  return (
    <div className="chips" data-testid="chips">
      {chips.map(({ key, kind, label, drop }) => (
        <button
          key={key}
          type="button"
          className="filter-chip"
          onClick={() => change(drop)}
          aria-label={t('library.dropFilter', { kind, value: label })}
          data-testid={`chip-${key}`}
        >
          <span className="faint">{kind}</span>
          <span className="ellipsis">{label}</span>
          <CloseOutlined aria-hidden="true" />
        </button>
      ))}
      <Button
        type="text"
        size="small"
        onClick={() => change(({ sort }) => ({ ...everything, sort }))}
        data-testid="clear-filters"
      >
        {t('library.clearFilters')}
      </Button>
      {children}
    </div>
  )
}
